/** What is being looked at; it lives in the address, so that a page can be shared and gone back to. */
export interface View {
  query: string;
  /** Keyword filters by field. */
  chosen: Record<string, string[]>;
  priceFrom: string;
  priceTo: string;
  sort: string;
  page: number;
  shopper: string;
}

export const SORTS = [
  ['relevance', 'Best match'],
  ['price:asc', 'Price, low to high'],
  ['price:desc', 'Price, high to low'],
  ['rating:desc', 'Best rated'],
  ['createdAt:desc', 'Newest'],
] as const;

/** Fields that are counted and may be chosen from, with their headings. */
export const FACETS = [
  ['category', 'Category'],
  ['brand', 'Brand'],
  ['color', 'Colour'],
] as const;

export const PAGE_SIZE = 24;

export function readView(address: string): View {
  const given = new URLSearchParams(address);
  const chosen: View['chosen'] = {};
  for (const [field] of FACETS) {
    const values = given.getAll(field);
    if (values.length > 0) chosen[field] = values;
  }
  const page = Number(given.get('page') ?? '1');
  return {
    query: given.get('q') ?? '',
    chosen,
    priceFrom: given.get('from') ?? '',
    priceTo: given.get('to') ?? '',
    sort: SORTS.some(([sort]) => sort === given.get('sort'))
      ? (given.get('sort') ?? 'relevance')
      : 'relevance',
    page: Number.isInteger(page) && page > 0 ? page : 1,
    shopper: given.get('shopper') ?? '',
  };
}

export function writeView(view: View): string {
  const out = new URLSearchParams();
  if (view.query !== '') out.set('q', view.query);
  for (const [field, values] of Object.entries(view.chosen))
    for (const value of values) out.append(field, value);
  if (view.priceFrom !== '') out.set('from', view.priceFrom);
  if (view.priceTo !== '') out.set('to', view.priceTo);
  if (view.sort !== 'relevance') out.set('sort', view.sort);
  if (view.page > 1) out.set('page', String(view.page));
  if (view.shopper !== '') out.set('shopper', view.shopper);
  const text = out.toString();
  return text === '' ? '/' : `/?${text}`;
}

/** The search that a view stands for. */
export function toRequest(view: View): object {
  const price: Record<string, number> = {};
  const from = amount(view.priceFrom);
  const to = amount(view.priceTo);
  if (from !== undefined) price['gte'] = from;
  if (to !== undefined) price['lte'] = to;
  return {
    query: view.query,
    filters: { ...view.chosen, ...(Object.keys(price).length > 0 ? { price } : {}) },
    facets: [...FACETS.map(([field]) => field), 'price'],
    sort: view.sort,
    page: view.page,
    pageSize: PAGE_SIZE,
    explain: true,
    ...(view.shopper === '' ? {} : { userId: view.shopper }),
  };
}

function amount(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) || value < 0 ? undefined : value;
}

/** A changed view starts at its first page. */
export function change(view: View, changes: Partial<View>): View {
  return { ...view, page: 1, ...changes };
}

export function toggle(view: View, field: string, value: string): View {
  const values = view.chosen[field] ?? [];
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  return choose(view, field, next);
}

export function choose(view: View, field: string, values: string[]): View {
  const { [field]: _, ...others } = view.chosen;
  return change(view, { chosen: values.length === 0 ? others : { ...others, [field]: values } });
}
