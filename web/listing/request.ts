import { publicKey } from '../api/key.js';
import type { SearchBody } from '../api/endpoints.js';
import type { Hit } from '../api/types.js';
import { amount, PAGE_SIZE, SEPARATOR, type View } from './view.js';

const FACETS = ['category', 'brand', 'color', 'size', 'availability', 'price', 'rating'];
/** Attributes that are offered as filters. */
const ATTRIBUTES = 4;
/** Share of the page's products that must have an attribute for it to be worth a filter. */
const SHARE = 0.25;

/** The search that a view stands for. */
export function searchOf(view: View): SearchBody {
  return {
    query: view.query,
    filters: filtersOf(view),
    facets: FACETS,
    sort: view.sort,
    page: view.page,
    pageSize: PAGE_SIZE,
    // Reasons are for those who know the shop's ranking.
    explain: publicKey === undefined,
    highlight: true,
    ...(view.exact ? { correct: false, understand: false } : {}),
  };
}

function filtersOf(view: View): Record<string, unknown> {
  const price = range(amount(view.priceFrom), amount(view.priceTo));
  const rating = range(amount(view.rating), undefined);
  return {
    ...view.chosen,
    // Within `any` it narrows the counts of categories as well: what lies below is counted, however many there are beside.
    ...(view.category.length === 0 ? {} : { any: [{ category: [view.category.join(SEPARATOR)] }] }),
    ...(price === undefined ? {} : { price }),
    ...(rating === undefined ? {} : { rating }),
  };
}

function range(gte: number | undefined, lte: number | undefined): object | undefined {
  if (gte === undefined && lte === undefined) return undefined;
  return { ...(gte === undefined ? {} : { gte }), ...(lte === undefined ? {} : { lte }) };
}

/** Attributes worth counting: those chosen from, and those that most of these products have in words. */
export function attributesOf(view: View, hits: readonly Hit[]): string[] {
  const having = new Map<string, number>();
  for (const { product } of hits)
    for (const [name, value] of Object.entries(product.attributes ?? {}))
      if (typeof value === 'string' || Array.isArray(value)) having.set(name, (having.get(name) ?? 0) + 1);
  const common = [...having]
    .filter(([, count]) => count >= SHARE * hits.length)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, ATTRIBUTES)
    .map(([name]) => `attributes.${name}`);
  const chosen = Object.keys(view.chosen).filter((field) => field.startsWith('attributes.'));
  return [...new Set([...chosen, ...common])];
}
