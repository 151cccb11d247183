import { recommendations, search } from '../api/endpoints.js';
import { Categories } from '../components/categories.js';
import { Failure } from '../components/notice.js';
import { Picture } from '../components/picture.js';
import { ProductRow } from '../components/product-row.js';
import { hrefOf, EMPTY, searchHref } from '../listing/view.js';
import { isDemo, useShoppers } from '../state/demo.js';
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
  const askAgain = () => {
    for (const asked of [praised, forYou, fresh]) if (asked.error !== undefined) asked.again();
  };
  useOwnPlace(!praised.busy && !forYou.busy && !fresh.busy);

  return (
    <div class="home">
      <section class="hero">
        <h1>{person === undefined ? 'Find what you mean.' : `Good to see you, ${person.name}.`}</h1>
        <p>Say it in your own words: the search knows the words, what they mean, and what you like.</p>
        <p class="tries">
          {(person?.tryQueries ?? (isDemo ? TRIES : [])).map((query) => (
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
      {praised.error === undefined ? (
        <Categories facets={praised.value?.facets} />
      ) : (
        <Failure error={praised.error} again={askAgain} />
      )}
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

/** What finds something in the generated catalogue. */
const TRIES = ['something warm for cold feet', 'light for reading in bed', 'gift for a gardener'];
