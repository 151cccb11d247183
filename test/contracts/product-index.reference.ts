import { AisleError } from '../../base/index.js';
import type { Product } from '../../catalog/index.js';
import type { ProductIndex } from '../../engines/products/index.js';
import { analyse, KEYWORD_FIELDS, NUMERIC_FIELDS, TEXT_FIELDS } from '../../mappings/index.js';
import { fieldsOf } from './reference/filters.js';
import { members } from './reference/members.js';
import { at, textOf } from './reference/values.js';
import { plan } from './reference/words.js';

/**
 * The product index as its definitions read, over an array of products: slow and plain. It shares the analyser with
 * the engines and nothing else. It does not correct or complete words.
 */
export function referenceIndex(unsorted: readonly Product[]): ProductIndex {
  const products = [...unsorted].sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
  const indexed = products.map(
    (product) => new Map(TEXT_FIELDS.map((f) => [f, analyse(textOf(product, f))])),
  );

  return {
    size: products.length,
    window: Infinity,
    async words(text, policy) {
      return plan(products, indexed, text, policy);
    },
    async members(request) {
      const { keyword, numeric } = await this.fields();
      const known = new Set([...keyword, ...numeric]);
      for (const field of request.filters.flatMap(({ filter }) => fieldsOf(filter))) {
        if (!known.has(field)) throw new AisleError('bad_request', `${field} is not a field`);
      }
      return members(products, request);
    },
    async documents(ordinals) {
      return Array.from(ordinals, (o) => at(products, o));
    },
    async columns(ordinals) {
      const chosen = Array.from(ordinals, (o) => at(products, o));
      return {
        price: Float64Array.from(chosen, (p) => p.price ?? Number.NaN),
        rating: Float64Array.from(chosen, (p) => p.rating ?? Number.NaN),
        ratingCount: Float64Array.from(chosen, (p) => p.ratingCount ?? Number.NaN),
        brand: chosen.map((p) => p.brand),
        category: chosen.map((p) => p.category?.join(' > ')),
      };
    },
    async ordinals(ids) {
      return ids.map((id) => products.findIndex((p) => p.id === id)).map((o) => (o < 0 ? undefined : o));
    },
    async fields() {
      const attributes = products.flatMap((p) => Object.entries(p.attributes ?? {}));
      const named = (numeric: boolean) =>
        attributes
          .filter(([, v]) => (typeof v === 'number') === numeric)
          .map(([name]) => `attributes.${name}`);
      return {
        keyword: [...new Set([...KEYWORD_FIELDS, ...named(false)])],
        numeric: [...new Set([...NUMERIC_FIELDS, ...named(true)])],
      };
    },
    async currencies() {
      const priced = products.filter((p) => p.price !== undefined);
      return [...new Set(priced.flatMap((p) => p.currency ?? []))].sort();
    },
    async close() {
      // Nothing is held.
    },
  };
}
