import type { Product } from '../../../catalog/index.js';
import { hitsOf, type SearchAnswer } from './search-answer.js';

/** `filter_path` of {@link byIdsBody}. */
export const BY_IDS_PARTS = 'hits.hits.fields,hits.hits._source.document';

/** Asks for the products with some ids. */
export function byIdsBody(ids: readonly string[]): object {
  return {
    // Twice: while a live update gives an id another ordinal, both may be there.
    size: 2 * ids.length,
    track_total_hits: false,
    _source: ['document'],
    docvalue_fields: ['seq'],
    query: { bool: { filter: [{ terms: { id: ids } }] } },
  };
}

/** Of each id the newest. */
export function readByIds(answer: SearchAnswer): Product[] {
  const newest = new Map<string, { readonly seq: number; readonly product: Product }>();
  for (const { fields, _source } of hitsOf(answer)) {
    const product = _source?.document as Product;
    const seq = (fields?.['seq']?.[0] as number | undefined) ?? 0;
    if (seq >= (newest.get(product.id)?.seq ?? 0)) newest.set(product.id, { seq, product });
  }
  return [...newest.values()].map(({ product }) => product);
}
