import { recommendations, search } from '../api/endpoints.js';
import type { Facets } from '../api/types.js';
import { Picture } from '../components/picture.js';
import { ProductRow } from '../components/product-row.js';
import { categoryHref, hrefOf, EMPTY, searchHref, SEPARATOR } from '../listing/view.js';
import { useShoppers } from '../state/demo.js';
import { useOwnPlace } from '../state/entry.js';
import { viewed } from '../state/lately.js';
import { useProducts } from '../state/products.js';
import { useRemote } from '../state/remote.js';
import { identity, useWho } from '../state/shopper.js';
import { useTitle } from '../state/title.js';

const ROW = 12;

/** Where a visit begins: the categories, what suits this shopper, what is new, what many have praised. */
export function HomePage() {
  useTitle('Home');
  const { shopper } = useWho();
  const userId = identity();
  const person = useShoppers().find(({ id }) => id === shopper);
  const praised = useRemote('most reviewed', (signal) =>
    search(
      { query: '', filters: {}, facets: ['category'], sort: 'ratingCount:desc', page: 1, pageSize: ROW },
      signal,
    ),
  );
  const forYou = useRemote(
    `home ${userId ?? ''}`,
    async (signal) => (await recommendations({ placement: 'home', userId }, signal))?.items,
  );
  const fresh = useRemote(
    `new ${userId ?? ''}`,
    async (signal) => (await recommendations({ placement: 'new', userId }, signal))?.items,
  );
  const again = useProducts(viewed.use().slice(0, ROW));
  useOwnPlace(!praised.busy && !forYou.busy && !fresh.busy);

  return (
    <div class="home">
      <section class="hero">
        <h1>{person === undefined ? 'Find what you mean.' : `Good to see you, ${person.name}.`}</h1>
        <p>Say it in your own words: the search knows the words, what they mean, and what you like.</p>
        <p class="tries">
          {(person?.tryQueries ?? TRIES).map((query) => (
            <a key={query} class="chip" href={searchHref(query)}>
              {query}
            </a>
          ))}
        </p>
        <div class="hero-pictures" aria-hidden="true">
          {(forYou.value ?? praised.value?.hits)?.slice(0, 3).map(({ product }) => (
            <Picture key={product.id} product={product} early />
          ))}
        </div>
      </section>
      <Categories facets={praised.value?.facets} />
      <ProductRow heading={userId === undefined ? 'To begin with' : 'For you'} items={forYou} />
      {again.value !== undefined && again.value.length > 0 && (
        <ProductRow heading="You looked at" items={again} />
      )}
      <ProductRow heading="New" items={fresh} />
      <ProductRow heading="Most reviewed" items={{ ...praised, value: praised.value?.hits }} />
      <p class="actions">
        <a class="button quiet" href={hrefOf(EMPTY)}>
          See all products
        </a>
      </p>
    </div>
  );
}

const TRIES = ['something warm for cold feet', 'light for reading in bed', 'gift for a gardener'];

function Categories({ facets }: { facets: Facets | undefined }) {
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
