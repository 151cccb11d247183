import { AisleError, isAisleError } from '../../base/index.js';
import type { Cluster } from '../../engines/cluster/index.js';
import { metaSchema, type GenerationMeta } from '../meta.js';
import type { ClusterNames } from './names.js';

interface GetAnswer {
  readonly found?: boolean;
  readonly _source?: unknown;
  /** In an answer of 200: this one document could not be asked for, that of a shard without a node for one. */
  readonly error?: { readonly type?: string };
}

/** What a shared installation keeps of its generations beside its one document: a description of each. */
export class GenerationDocuments {
  readonly #cluster: Cluster;
  readonly #names: ClusterNames;

  constructor(cluster: Cluster, names: ClusterNames) {
    this.#cluster = cluster;
    this.#names = names;
  }

  /** Of those that are there, in the same order. Throws `unavailable` where the cluster does not say whether one is. */
  async all(ids: readonly string[]): Promise<GenerationMeta[]> {
    if (ids.length === 0) return [];
    const { docs } = await this.#cluster.request<{ docs: readonly GetAnswer[] }>({
      method: 'POST',
      path: `/${encodeURIComponent(this.#names.registry)}/_mget`,
      body: { ids: ids.map(documentId) },
      repeatable: true,
    });
    return ids.flatMap((id, i) => {
      const { found, error, _source } = docs[i] ?? {};
      if (error !== undefined) throw notSaid(id, error.type);
      return found === false ? [] : [readMeta(_source, id)];
    });
  }

  async one(id: string): Promise<GenerationMeta | undefined> {
    try {
      const path = `/${encodeURIComponent(this.#names.registry)}/_doc/${encodeURIComponent(documentId(id))}`;
      const { _source } = await this.#cluster.request<GetAnswer>({ method: 'GET', path });
      return readMeta(_source, id);
    } catch (error) {
      if (isAisleError(error) && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  async put(meta: GenerationMeta): Promise<void> {
    const path = this.#pathForWriting(meta.id);
    const query = { require_alias: true };
    await this.#cluster.request({ method: 'PUT', path, query, body: meta, repeatable: true });
  }

  /** What is not there is no error. */
  async remove(id: string): Promise<void> {
    try {
      await this.#cluster.request({ method: 'DELETE', path: this.#pathForWriting(id), repeatable: true });
    } catch (error) {
      if (!isAisleError(error) || error.code !== 'not_found') throw error;
    }
  }

  #pathForWriting(id: string): string {
    return `/${encodeURIComponent(this.#names.registryWrite)}/_doc/${encodeURIComponent(documentId(id))}`;
  }
}

function documentId(generation: string): string {
  return `generation-${generation}`;
}

function readMeta(source: unknown, id: string): GenerationMeta {
  const parsed = metaSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  throw new AisleError('corrupt', `what the registry says of generation ${id} is damaged`, {
    cause: parsed.error,
  });
}

function notSaid(id: string, reason = 'no reason'): AisleError {
  const message = `the search cluster cannot read what the registry says of generation ${id} (${reason})`;
  return new AisleError('unavailable', message);
}
