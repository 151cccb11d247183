import { Icon } from '../components/icon.js';
import { hrefOf, LAST_PAGE, PAGE_SIZE, pagesOf, type View } from './view.js';

/** The numbers around a page, with the first and the last; undefined is a gap. */
function numbersAround(page: number, pages: number): (number | undefined)[] {
  const near = [1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages);
  const sorted = [...new Set(near)].sort((a, b) => a - b);
  return sorted.flatMap((n, i) => (i > 0 && n - (sorted[i - 1] ?? n) > 1 ? [undefined, n] : [n]));
}

export function Pager({ view, total }: { view: View; total: number }) {
  const pages = pagesOf(total);
  if (pages <= 1) return null;
  const page = Math.min(view.page, pages);
  const to = (n: number) => hrefOf({ ...view, page: n });
  return (
    <>
      <nav class="pager" aria-label="Pages">
        {page > 1 ? (
          <a class="page" href={to(page - 1)} rel="prev" aria-label="Previous page">
            <Icon name="left" />
          </a>
        ) : (
          <span class="page off">
            <Icon name="left" />
          </span>
        )}
        <ol>
          {numbersAround(page, pages).map((n, i) => (
            <li key={n ?? `gap ${i}`}>
              {n === undefined ? (
                <span class="soft">…</span>
              ) : (
                <a
                  class="page"
                  href={to(n)}
                  aria-label={`Page ${n}`}
                  aria-current={n === page ? 'page' : undefined}
                >
                  {n.toLocaleString('en')}
                </a>
              )}
            </li>
          ))}
        </ol>
        {page < pages ? (
          <a class="page" href={to(page + 1)} rel="next" aria-label="Next page">
            <Icon name="right" />
          </a>
        ) : (
          <span class="page off">
            <Icon name="right" />
          </span>
        )}
      </nav>
      {page === LAST_PAGE && total > LAST_PAGE * PAGE_SIZE && (
        <p class="soft pager-end">
          Pages end here, at {(LAST_PAGE * PAGE_SIZE).toLocaleString('en')} of {total.toLocaleString('en')}{' '}
          products. A filter or more words bring the others within reach.
        </p>
      )}
    </>
  );
}
