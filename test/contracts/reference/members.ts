import type { Product } from '../../../catalog/index.js';
import type {
  FacetAnswer,
  FacetRequest,
  MembersAnswer,
  MembersRequest,
  SortOrder,
} from '../../../engines/products/index.js';
import { passes } from './filters.js';
import { at, keywordsOf, numbersOf } from './values.js';
import type { Scored } from './words.js';

export function members(products: readonly Product[], request: MembersRequest): MembersAnswer {
  const union = request.members.kind === 'union' ? request.members : undefined;
  const scored = (union?.words?.engine ?? []) as Scored[];
  const scoring = ((union?.scoredBy ?? union?.words)?.engine ?? []) as Scored[];
  const scores = new Map(scoring.map(({ ordinal, score }) => [ordinal, score]));
  const chosen =
    request.members.kind === 'everything'
      ? products.map((_, ordinal) => ordinal)
      : [
          ...new Set([
            ...(request.members.wordsDecide === false
              ? []
              : scored.filter(({ member }) => member).map(({ ordinal }) => ordinal)),
            ...request.members.byMeaning,
          ]),
        ];
  const without = (field: string | undefined) =>
    chosen.filter((o) =>
      request.filters.every(
        (f) => (field !== undefined && f.field === field) || passes(at(products, o), f.filter),
      ),
    );
  const passing = without(undefined);
  const value = sortValue(request.sort);
  const score = (o: number) => scores.get(o) ?? 0;
  const ordered = passing.sort((a, b) => {
    if (request.sort === undefined) return score(b) - score(a) || a - b;
    const [x, y] = [value(at(products, a)), value(at(products, b))];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || a - b;
    return x - y || a - b;
  });
  const group = (o: number) => {
    const { groupId } = at(products, o);
    return groupId === undefined ? o : products.findIndex((p) => p.groupId === groupId);
  };
  const shown = ordered.slice(0, request.limit);
  return {
    ordinals: Uint32Array.from(shown),
    lexical: Float32Array.from(shown, score),
    groups: Uint32Array.from(shown, group),
    total: new Set(passing.map(group)).size,
    facets: Object.fromEntries(
      request.facets.map((facet) => [facet.field, countFacet(products, without(facet.field), facet, group)]),
    ),
  };
}

function sortValue(sort: SortOrder | undefined): (product: Product) => number | undefined {
  const [field = '', direction] = (sort ?? '').split(':');
  return (product) => {
    const [value] = numbersOf(product, field);
    return value === undefined ? undefined : direction === 'desc' ? -value : value;
  };
}

/** A numeric facet has one bucket here: the boundaries are an engine's choice, checked by filtering with them. */
function countFacet(
  products: readonly Product[],
  ordinals: readonly number[],
  facet: FacetRequest,
  group: (ordinal: number) => number,
): FacetAnswer {
  if (facet.kind === 'numeric') {
    const holders = ordinals.filter((o) => numbersOf(at(products, o), facet.field).length > 0);
    if (holders.length === 0) return { kind: 'numeric', min: undefined, max: undefined, buckets: [] };
    const values = holders.flatMap((o) => numbersOf(at(products, o), facet.field));
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const count = new Set(holders.map(group)).size;
    return { kind: 'numeric', min, max, buckets: [{ from: min, to: max + 1, count }] };
  }
  const holders = new Map<string, Set<number>>();
  for (const o of ordinals) {
    for (const value of keywordsOf(at(products, o), facet.field)) {
      holders.set(value, (holders.get(value) ?? new Set()).add(group(o)));
    }
  }
  const values = [...holders].map(([value, groups]) => ({ value, count: groups.size }));
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { kind: 'keyword', values: values.slice(0, facet.limit) };
}
