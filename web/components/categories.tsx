import { search } from '../api/endpoints.js';
import type { Facets } from '../api/types.js';
import { categoryHref, SEPARATOR } from '../listing/view.js';
import { useRemote } from '../state/remote.js';
import { Picture } from './picture.js';

/** The categories without a level above, each with its picture and its count. */
export function Categories({ facets }: { facets: Facets | undefined }) {
  const counted = facets?.['category'];
  const roots = Array.isArray(counted)
    ? counted.filter(({ value }) => !value.includes(SEPARATOR))
    : undefined;
  if (roots?.length === 0) return null;
  return (
    <section aria-label="Categories">
      <h2>Categories</h2>
      <ul class="tiles">
        {roots === undefined
          ? Array.from({ length: 12 }, (_, i) => (
              <li key={i}>
                <div class="tile bone" />
              </li>
            ))
          : roots.map(({ value, count }) => (
              <li key={value}>
                <a class="tile" href={categoryHref([value])}>
                  <Picture product={{ id: value, title: value, category: [value] }} />
                  <span>
                    <strong>{value}</strong>
                    <span class="soft">{count.toLocaleString('en')}</span>
                  </span>
                </a>
              </li>
            ))}
      </ul>
    </section>
  );
}

/** The same where nothing on the page has counted them. */
export function AllCategories() {
  const { value, error } = useRemote('all categories', (signal) =>
    search({ query: '', filters: {}, facets: ['category'], sort: 'relevance', page: 1, pageSize: 1 }, signal),
  );
  return error === undefined ? <Categories facets={value?.facets} /> : null;
}
