import { useRoute } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { tell } from '../api/events.js';
import { related, type Kind } from '../api/endpoints.js';
import type { Product } from '../api/types.js';
import { AddToBasket } from '../components/add-to-basket.js';
import { Attributes } from '../components/attributes.js';
import { Breadcrumb } from '../components/breadcrumb.js';
import { Failure } from '../components/notice.js';
import { Picture } from '../components/picture.js';
import { Price } from '../components/price.js';
import { ProductRow } from '../components/product-row.js';
import { isRated, Stars } from '../components/stars.js';
import { availabilityName } from '../listing/names.js';
import { change, EMPTY, hrefOf } from '../listing/view.js';
import { useOwnPlace } from '../state/entry.js';
import { viewed } from '../state/lately.js';
import { productOf, useProducts } from '../state/products.js';
import { useRemote } from '../state/remote.js';
import { identity, useWho } from '../state/shopper.js';
import { useTitle } from '../state/title.js';
import { touchOf } from '../state/touches.js';
import { NotFoundPage } from './not-found.js';

/** Products beside this one that were looked at. */
const VIEWED = 12;

export function ProductPage() {
  const id = useRoute().params['id'] ?? '';
  const found = useRemote(`product ${id}`, async () => ({ product: await productOf(id) }));
  const product = found.value?.product;
  useTitle(found.busy ? undefined : (product?.title ?? 'Not found'));
  useOwnPlace(!found.busy);
  useEffect(() => {
    if (found.busy || product === undefined) return;
    void tell([{ action: 'view_item', productId: product.id, touch: touchOf(product.id) }]);
    viewed.add(product.id);
  }, [found.busy, product?.id]);

  if (found.error !== undefined) return <Failure error={found.error} again={found.again} />;
  if (found.busy) return <Skeleton />;
  if (product === undefined) return <NotFoundPage what="product" />;
  return (
    <>
      <Breadcrumb category={product.category ?? []} here={product.title} />
      <Detail product={product} />
      <Related id={product.id} kind="bought-together" heading="Bought together" />
      <Related id={product.id} kind="accessories" heading="Goes with it" />
      <Related id={product.id} kind="similar" heading="Similar" />
      <Viewed but={product.id} />
    </>
  );
}

function Detail({ product }: { product: Product }) {
  const { brand, availability = 'in_stock' } = product;
  return (
    <article class="product">
      <div class="product-gallery">
        <Picture product={product} early />
      </div>
      <div class="product-facts">
        {brand !== undefined && (
          <a class="card-brand" href={hrefOf(change(EMPTY, { chosen: { brand: [brand] } }))}>
            {brand}
          </a>
        )}
        <h1>{product.title}</h1>
        {isRated(product) && (
          <p>
            <Stars rating={product.rating} count={product.ratingCount} />
          </p>
        )}
        <p class="product-price">
          <Price product={product} />
        </p>
        <p class={`availability ${availability}`}>{availabilityName(availability)}</p>
        <AddToBasket product={product} />
        {product.bullets !== undefined && (
          <ul class="bullets">
            {product.bullets.map((bullet, i) => (
              <li key={i} dir="auto">
                {bullet}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="product-more">
        {product.description !== undefined && (
          <section>
            <h2>About it</h2>
            <p>{product.description}</p>
          </section>
        )}
        <Attributes product={product} />
      </div>
    </article>
  );
}

function Related({ id, kind, heading }: { id: string; kind: Kind; heading: string }) {
  useWho();
  const userId = identity();
  const items = useRemote(
    `${kind} ${id} ${userId ?? ''}`,
    async (signal) => (await related(id, kind, userId, signal))?.items,
  );
  return <ProductRow heading={heading} items={items} />;
}

function Viewed({ but }: { but: string }) {
  const ids = viewed.use().filter((id) => id !== but);
  const items = useProducts(ids.slice(0, VIEWED));
  return ids.length === 0 ? null : <ProductRow heading="You looked at" items={items} />;
}

function Skeleton() {
  return (
    <div class="product" aria-busy="true">
      <div class="product-gallery">
        <div class="picture bone" />
      </div>
      <div class="product-facts">
        <p class="bone" />
        <p class="bone" />
        <p class="bone short" />
      </div>
    </div>
  );
}
