/** What a listing shows; it lives in the address, so that a page can be shared and gone back to. */
export interface View {
  query: string;
  /** Path, root first. */
  category: string[];
  /** Chosen values by field. */
  chosen: Record<string, string[]>;
  priceFrom: string;
  priceTo: string;
  /** At least so many stars. */
  rating: string;
  sort: string;
  page: number;
  /** Take the query as it is typed: no correction, nothing read out of it. */
  exact: boolean;
}

export const SORTS = [
  ['relevance', 'Best match'],
  ['price:asc', 'Price, low to high'],
  ['price:desc', 'Price, high to low'],
  ['rating:desc', 'Best rated'],
  ['ratingCount:desc', 'Most reviewed'],
  ['createdAt:desc', 'Newest'],
] as const;

/** Fields that every catalogue may have; attributes come besides, as `attributes.NAME`. */
const FIELDS = ['brand', 'color', 'size', 'availability'];
const ATTRIBUTE = 'attributes.';
export const SEPARATOR = ' > ';

export const PAGE_SIZE = 24;
/** `page × pageSize` is at most so much; deeper pages are for a cursor. */
const DEPTH = 10_000;
/** The deepest page that can be asked for. */
export const LAST_PAGE = Math.floor(DEPTH / PAGE_SIZE);

/** Pages that so many products fill, as far as pages go. */
export const pagesOf = (total: number): number => Math.min(LAST_PAGE, Math.ceil(total / PAGE_SIZE));

export const EMPTY: View = {
  query: '',
  category: [],
  chosen: {},
  priceFrom: '',
  priceTo: '',
  rating: '',
  sort: 'relevance',
  page: 1,
  exact: false,
};

const isField = (name: string): boolean => FIELDS.includes(name) || name.startsWith(ATTRIBUTE);

/** Reads `/search?…` and `/category/A/B?…`. */
export function readView(url: string): View {
  const { pathname, searchParams: given } = new URL(url, 'http://shop');
  const chosen: View['chosen'] = {};
  for (const [name, value] of given) if (isField(name)) (chosen[name] ??= []).push(value);
  const page = Number(given.get('page') ?? '1');
  const sort = given.get('sort') ?? 'relevance';
  return {
    query: given.get('q') ?? '',
    category: categoryOf(pathname) ?? given.get('category')?.split(SEPARATOR) ?? [],
    chosen,
    priceFrom: amountIn(given.get('from')),
    priceTo: amountIn(given.get('to')),
    rating: amountIn(given.get('rating')),
    sort: SORTS.some(([name]) => name === sort) ? sort : 'relevance',
    page: Number.isInteger(page) && page > 0 ? Math.min(page, LAST_PAGE) : 1,
    exact: given.has('exact'),
  };
}

export function amount(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) || value < 0 ? undefined : value;
}

/** What an address says of an amount; empty where it says none. */
const amountIn = (text: string | null): string => (text === null || amount(text) === undefined ? '' : text);

function categoryOf(pathname: string): string[] | undefined {
  const [, page, ...path] = pathname.split('/');
  return page === 'category' ? path.filter((level) => level !== '').map(decoded) : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a view: a category without a query has a path of its own. */
export function hrefOf(view: View): string {
  const out = new URLSearchParams();
  const asPath = view.query === '' && view.category.length > 0;
  if (view.query !== '') out.set('q', view.query);
  if (!asPath && view.category.length > 0) out.set('category', view.category.join(SEPARATOR));
  for (const [field, values] of Object.entries(view.chosen))
    for (const value of values) out.append(field, value);
  if (view.priceFrom !== '') out.set('from', view.priceFrom);
  if (view.priceTo !== '') out.set('to', view.priceTo);
  if (view.rating !== '') out.set('rating', view.rating);
  if (view.sort !== 'relevance') out.set('sort', view.sort);
  if (view.page > 1) out.set('page', String(view.page));
  if (view.exact) out.set('exact', '');
  const path = asPath ? `/category/${view.category.map(encodeURIComponent).join('/')}` : '/search';
  return out.size === 0 ? path : `${path}?${out.toString()}`;
}

export const searchHref = (query: string): string => hrefOf({ ...EMPTY, query });
export const categoryHref = (category: string[]): string => hrefOf({ ...EMPTY, category });
export const productHref = (id: string): string => `/product/${encodeURIComponent(id)}`;

/** A changed view starts at its first page. */
export const change = (view: View, changes: Partial<View>): View => ({ ...view, page: 1, ...changes });

export function toggle(view: View, field: string, value: string): View {
  const values = view.chosen[field] ?? [];
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  const { [field]: _, ...others } = view.chosen;
  return change(view, { chosen: next.length === 0 ? others : { ...others, [field]: next } });
}

export const withoutFilters = (view: View): View =>
  change(view, {
    chosen: {},
    priceFrom: '',
    priceTo: '',
    rating: '',
    // The category of a category page is the page, not a filter.
    category: view.query === '' ? view.category : [],
  });
