import { AisleError } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';

/** What the server answers to `_mget`, as far as it is asked for ({@link LOOK_UP_PARTS}). */
export interface LookUpAnswer {
  readonly docs?: readonly {
    readonly _id: string;
    readonly _source?: { readonly document?: Product };
    readonly error?: { readonly type?: string };
  }[];
}

/** `filter_path`. An entry of which it leaves nothing is left out, so that places tell nothing: ids do. */
export const LOOK_UP_PARTS = 'docs._id,docs._source,docs.error.type';

/**
 * The products with these ids, which are ordinals, in their order. A shard without a home is no error of the whole
 * answer: it is told of each of its documents. Undefined for one that is gone. Throws `unavailable` for one that cannot be
 * read now.
 */
export function readDocuments(
  ids: readonly string[],
  { docs = [] }: LookUpAnswer,
  index: string,
): (Product | undefined)[] {
  const found = new Map(docs.map((entry) => [entry._id, entry]));
  return ids.map((id) => {
    const entry = found.get(id);
    if (entry === undefined || entry.error !== undefined) {
      const why = entry?.error?.type ?? 'it did not answer';
      throw new AisleError(
        'unavailable',
        `the search server cannot read product ${id} of ${index} now: ${why}`,
      );
    }
    return entry._source?.document;
  });
}
