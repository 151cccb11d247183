import { useLocation } from 'preact-iso';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Answer } from '../api/types.js';
import { Breadcrumb } from '../components/breadcrumb.js';
import { Chips } from '../listing/chips.js';
import { Filters } from '../listing/filters.js';
import { Results } from '../listing/results.js';
import { useListing } from '../listing/use-listing.js';
import { change, hrefOf, pagesOf, readView, SORTS, withoutFilters, type View } from '../listing/view.js';
import { goneBack, useOwnPlace } from '../state/entry.js';
import { useFocusKept } from '../state/focus.js';
import { useTitle } from '../state/title.js';

/** A search, a category, or all products: one page, since one answer stands behind all three. */
export function ListingPage() {
  const { url, route } = useLocation();
  const view = readView(url);
  const { found, facets } = useListing(view);
  const answer = found.value;
  const currency = answer?.hits[0]?.product.currency;
  const heading = useRef<HTMLHeadingElement>(null);
  const name = nameOf(view);
  useTitle(name);
  useOwnPlace(!found.busy);
  useFocusKept(url);

  const place = JSON.stringify([view.query, view.category, view.page]);
  const shown = useRef(place);
  useLayoutEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    if (goneBack()) return;
    scrollTo({ top: 0, behavior: 'instant' });
    heading.current?.focus({ preventScroll: true });
  }, [place]);

  const redirect = found.busy ? undefined : answer?.redirect?.url;
  useEffect(() => {
    if (redirect === undefined) return;
    const { protocol, origin, href, pathname, search } = new URL(redirect, location.href);
    if (origin === location.origin) route(`${pathname}${search}`, true);
    else if (protocol === 'https:') location.replace(href);
  }, [redirect]);

  // A page behind the last, as an old address may name it: the last one is what is meant.
  const pages = found.busy || answer === undefined ? 0 : pagesOf(answer.total.value);
  useEffect(() => {
    if (pages > 0 && view.page > pages) route(hrefOf({ ...view, page: pages }), true);
  }, [pages, view.page]);

  const go = (next: View) => route(hrefOf(next));
  // Without a product there is nothing to narrow or to sort, but filters to take away.
  const bare =
    !found.busy && answer?.total.value === 0 && hrefOf(withoutFilters(view)) === hrefOf({ ...view, page: 1 });
  return (
    <div class="listing">
      {(view.query === '' || view.category.length > 0) && <Breadcrumb category={view.category} />}
      <div class="listing-head">
        <h1 ref={heading} tabIndex={-1}>
          {name}
        </h1>
        <p class="soft total" role="status">
          {found.error === undefined && totalOf(answer, found.busy)}
        </p>
      </div>
      <div class={bare ? 'listing-body bare' : 'listing-body'}>
        {!bare && (
          <Filters view={view} go={go} facets={facets} currency={currency} total={answer?.total.value} />
        )}
        <section class="listing-results" aria-label="Products" aria-busy={found.busy}>
          {!bare && (
            <div class="toolbar">
              <Chips view={view} currency={currency} />
              <label class="sort">
                <span>Sort by</span>
                <select
                  value={view.sort}
                  onChange={(event) => go(change(view, { sort: event.currentTarget.value }))}
                >
                  {SORTS.map(([sort, name]) => (
                    <option key={sort} value={sort}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          )}
          <Results view={view} found={found} />
        </section>
      </div>
    </div>
  );
}

function nameOf({ query, category }: View): string {
  return query === '' ? (category.at(-1) ?? 'All products') : `“${query}”`;
}

function totalOf(answer: Answer | undefined, busy: boolean): string {
  if (answer === undefined || busy) return 'Looking …';
  const { value, relation } = answer.total;
  return `${relation === 'gte' ? 'At least ' : ''}${value.toLocaleString('en')} ${value === 1 ? 'product' : 'products'}`;
}
