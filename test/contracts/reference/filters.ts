import type { Product } from '../../../catalog/index.js';
import { analyse, analyseQuery, NAMING_FIELDS, type Filter } from '../../../mappings/index.js';
import { keywordsOf, numbersOf, textOf } from './values.js';

export function fieldsOf(filter: Filter): string[] {
  if (filter.kind === 'not') return fieldsOf(filter.filter);
  if (filter.kind === 'words') return [];
  return filter.kind === 'any' || filter.kind === 'all' ? filter.filters.flatMap(fieldsOf) : [filter.field];
}

export function passes(product: Product, filter: Filter): boolean {
  switch (filter.kind) {
    case 'keyword':
      return keywordsOf(product, filter.field).some((value) => filter.values.includes(value));
    case 'range':
      return numbersOf(product, filter.field).some(
        (v) =>
          (filter.gte === undefined || v >= filter.gte) &&
          (filter.gt === undefined || v > filter.gt) &&
          (filter.lte === undefined || v <= filter.lte) &&
          (filter.lt === undefined || v < filter.lt),
      );
    case 'words': {
      const held = NAMING_FIELDS.flatMap((field) => analyse(textOf(product, field)));
      const words = analyseQuery(filter.text);
      return words.length > 0 && words.every(({ terms }) => terms.some((term) => held.includes(term)));
    }
    case 'not':
      return !passes(product, filter.filter);
    case 'any':
      return filter.filters.some((each) => passes(product, each));
    case 'all':
      return filter.filters.every((each) => passes(product, each));
  }
}
