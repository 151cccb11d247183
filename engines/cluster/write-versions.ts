import { AisleError } from '../../base/index.js';
import type { RefusedItem } from './bulk.js';
import type { Cluster } from './cluster.js';
import { explain } from './errors.js';
import { isFull } from './outcome.js';

/** One version of a document. */
export interface VersionedWrite {
  readonly id: string;
  /** The caller's own number: what is written is there unless a version with a higher one is. */
  readonly version: number;
  /** Absent: the document is deleted, whether it is there or not. */
  readonly json?: string;
  /** Takes the place of the very same version too; absent: that one stays. */
  readonly again?: true;
}

export interface VersionOptions {
  /** Milliseconds one request may take. */
  readonly deadline: number;
}

/** Bytes of a request. */
const MOST_BYTES = 4_194_304;

interface ItemAnswer {
  readonly status: number;
  readonly error?: {
    readonly type?: string;
    readonly reason?: string;
    readonly caused_by?: { readonly reason?: string };
  };
}

interface Answer {
  readonly errors: boolean;
  readonly items?: readonly Readonly<Record<string, ItemAnswer>>[];
}

/**
 * Writes versions of documents through an alias (nothing is made anew in the place of an index that is gone), in any
 * order and by as many writers as there are: of each document the highest version stays. Answers those that the server
 * cannot take whatever is done. Throws `unavailable`, `storage_full`, and what the cluster throws: some may be written
 * then, and writing all again is the same.
 */
export async function writeVersions(
  cluster: Cluster,
  alias: string,
  writes: readonly VersionedWrite[],
  { deadline }: VersionOptions,
): Promise<RefusedItem[]> {
  const refused: RefusedItem[] = [];
  for (const some of inRequests(writes)) {
    const answer = await cluster.request<Answer>({
      method: 'POST',
      path: `/${encodeURIComponent(alias)}/_bulk`,
      query: { filter_path: 'errors,items.*.status,items.*.error', require_alias: true },
      lines: some.flatMap(linesOf),
      repeatable: true,
      deadline,
    });
    if (!answer.errors) continue;
    some.forEach((write, i) => {
      const reason = refusal(write, answer.items?.[i], alias);
      if (reason !== undefined) refused.push({ id: write.id, reason });
    });
  }
  return refused;
}

function linesOf({ id, version, json, again }: VersionedWrite): string[] {
  const how = { _id: id, version, version_type: again === true ? 'external_gte' : 'external' };
  return json === undefined ? [JSON.stringify({ delete: how })] : [JSON.stringify({ index: how }), json];
}

function inRequests(writes: readonly VersionedWrite[]): VersionedWrite[][] {
  const requests: VersionedWrite[][] = [];
  let bytes = Infinity;
  for (const write of writes) {
    const own = Buffer.byteLength(write.json ?? '');
    if (bytes + own > MOST_BYTES) {
      requests.push([]);
      bytes = 0;
    }
    requests.at(-1)?.push(write);
    bytes += own;
  }
  return requests;
}

/** Why the server cannot take an item; undefined where it did, or has it or a higher version already. */
function refusal(
  { json }: VersionedWrite,
  answer: Readonly<Record<string, ItemAnswer>> | undefined,
  alias: string,
): string | undefined {
  const { status, error } = Object.values(answer ?? {})[0] ?? { status: 500 };
  if (status < 300 || status === 409 || (json === undefined && status === 404 && error === undefined)) {
    return undefined;
  }
  const { type = 'error', caused_by, reason: outer } = error ?? {};
  const problem = { type, reason: caused_by?.reason ?? outer ?? `status ${status}` };
  const said = explain(problem, json);
  if (isFull(problem)) throw new AisleError('storage_full', `the search server is full: ${said}`);
  if (status === 400) return said;
  const message = `the search server does not write to ${alias} now: ${said}`;
  throw new AisleError('unavailable', message);
}
