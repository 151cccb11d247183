import { AisleError, isAisleError, type CallOptions } from '../../base/index.js';
import type { Cluster } from './cluster.js';

/** The mark of what an installation made, as `_meta.createdBy`: nothing without it is ever changed or removed. */
export function createdBy(prefix: string): string {
  return `aisle ${prefix}`;
}

/** An index as it lies on the server. */
export interface FoundIndex {
  /** `mappings._meta`, whatever it is. */
  readonly meta: unknown;
  /** `mappings.properties`. */
  readonly properties: unknown;
  readonly shards: number;
  readonly aliases: readonly string[];
}

interface IndexAnswer {
  readonly aliases?: Readonly<Record<string, unknown>>;
  readonly mappings: { readonly _meta?: unknown; readonly properties?: unknown };
  readonly settings: { readonly index: { readonly number_of_shards: string } };
}

/** Undefined when there is no such index. */
export async function findIndex(
  cluster: Cluster,
  index: string,
  options?: CallOptions,
): Promise<FoundIndex | undefined> {
  try {
    const answer = await cluster.request<Record<string, IndexAnswer>>(
      { method: 'GET', path: `/${index}` },
      options,
    );
    const found = answer[index];
    if (found === undefined) return undefined;
    const { mappings, settings, aliases = {} } = found;
    return {
      meta: mappings._meta,
      properties: mappings.properties ?? {},
      shards: Number(settings.index.number_of_shards),
      aliases: Object.keys(aliases),
    };
  } catch (error) {
    if (isAisleError(error) && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Whether the installation of that prefix made it. */
export function isOwn({ meta }: Pick<FoundIndex, 'meta'>, prefix: string): boolean {
  const mark = (meta as { readonly createdBy?: unknown } | null | undefined)?.createdBy;
  return mark === createdBy(prefix);
}

type Mappings = Readonly<Record<string, { readonly mappings?: { readonly _meta?: unknown } }>>;

/** Names of this installation's indices that begin with `start`, finished or not: those with its mark alone. */
export async function ownIndices(
  cluster: Cluster,
  { prefix, start }: { readonly prefix: string; readonly start: string },
): Promise<string[]> {
  const query = { expand_wildcards: 'open', allow_no_indices: true };
  const found = await cluster.request<Mappings>({ method: 'GET', path: `/${start}*/_mapping`, query });
  return Object.keys(found).filter((name) => isOwn({ meta: found[name]?.mappings?._meta }, prefix));
}

/** Removes an index. What is not there is no error; throws `conflict` for one that this installation did not make. */
export async function removeOwnIndex(
  cluster: Cluster,
  index: string,
  { prefix }: { readonly prefix: string },
): Promise<void> {
  const found = await findIndex(cluster, index);
  if (found === undefined) return;
  if (!isOwn(found, prefix)) {
    throw new AisleError(
      'conflict',
      `${index} on the search server was not made by this installation: it stays`,
    );
  }
  try {
    await cluster.request({ method: 'DELETE', path: `/${index}`, repeatable: true });
  } catch (error) {
    if (!isAisleError(error) || error.code !== 'not_found') throw error;
  }
}
