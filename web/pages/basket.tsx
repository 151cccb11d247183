import { useState } from 'preact/hooks';
import { recommendations } from '../api/endpoints.js';
import type { Product } from '../api/types.js';
import { money } from '../components/money.js';
import { Failure } from '../components/notice.js';
import { Picture } from '../components/picture.js';
import { Price } from '../components/price.js';
import { ProductRow } from '../components/product-row.js';
import { Quantity } from '../components/quantity.js';
import { productHref } from '../listing/view.js';
import { buy, setQuantity, useBasket, type Line } from '../state/basket.js';
import { useOwnPlace } from '../state/entry.js';
import { useFocusKept } from '../state/focus.js';
import { useProducts } from '../state/products.js';
import { useRemote } from '../state/remote.js';
import { identity, useWho } from '../state/shopper.js';
import { useTitle } from '../state/title.js';

/** Products that the service takes to find what goes with them: the latest. */
const ASKED = 50;

interface Row {
  line: Line;
  product: Product;
}

export function BasketPage() {
  useTitle('Basket');
  const { key } = useWho();
  const userId = identity();
  const lines = useBasket();
  const [bought, setBought] = useState<{ by: string; pieces: number }>();
  const found = useProducts(lines.map(({ id }) => id));
  const ids = lines
    .slice(-ASKED)
    .map(({ id }) => id)
    .join(',');
  const more = useRemote(
    ids === '' ? undefined : `cart ${ids} ${userId ?? ''}`,
    async (signal) => (await recommendations({ placement: 'cart', userId, items: ids }, signal))?.items,
  );
  useOwnPlace(!found.busy);
  useFocusKept(lines.length);

  if (bought?.by === key && lines.length === 0) return <Bought pieces={bought.pieces} />;
  if (lines.length === 0) return <Empty />;
  const products = new Map(found.value?.map(({ id, product }) => [id, product]));
  const rows = lines.flatMap((line): Row[] => {
    const product = products.get(line.id);
    return product === undefined ? [] : [{ line, product }];
  });
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <>
      <h1>Basket</h1>
      {found.error !== undefined && <Failure error={found.error} again={found.again} />}
      <div class="basket">
        <ul class="lines" aria-busy={found.busy}>
          {lines.map((line) => (
            <LineRow key={line.id} line={line} product={products.get(line.id)} waiting={found.busy} />
          ))}
        </ul>
        <aside class="basket-sum" aria-label="Sum">
          <dl>
            {totals(rows).map(([currency, total]) => (
              <div key={currency}>
                <dt>Total</dt>
                <dd class="price">{money(total, currency === '' ? undefined : currency)}</dd>
              </div>
            ))}
          </dl>
          <button
            type="button"
            class="button large"
            onClick={() => {
              setBought({ by: key, pieces });
              void buy();
            }}
          >
            Place the demo order
          </button>
          <p class="soft">
            This is a demonstration: nothing is charged, nothing is sent. The shop only learns what you would
            have bought{userId === undefined ? ', if you let it' : ''}.
          </p>
        </aside>
      </div>
      <ProductRow heading="Goes with your basket" items={more} />
    </>
  );
}

/** Sums by currency: amounts of two are not added up. */
function totals(rows: readonly Row[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const { line, product } of rows) {
    const { price, currency = '' } = product;
    if (price !== undefined) sums.set(currency, (sums.get(currency) ?? 0) + price * line.quantity);
  }
  return [...sums];
}

function LineRow({ line, product, waiting }: { line: Line; product: Product | undefined; waiting: boolean }) {
  const { id, quantity } = line;
  const name = product?.title ?? id;
  return (
    <li class="line">
      <div class="line-picture">
        {product === undefined ? <div class="picture bone" /> : <Picture product={product} />}
      </div>
      <div class="line-facts">
        <h2 class="line-title">
          <a href={productHref(id)}>{name}</a>
        </h2>
        {product === undefined ? (
          !waiting && <p class="soft">The shop no longer has it.</p>
        ) : (
          <p>
            <Price product={product} />
          </p>
        )}
      </div>
      <Quantity name={name} value={quantity} set={(next) => setQuantity(id, next)} />
    </li>
  );
}

function Empty() {
  return (
    <div class="nothing">
      <h1>Your basket is empty</h1>
      <p class="soft">What you put into it stays in this browser.</p>
      <p class="actions">
        <a class="button" href="/search">
          See all products
        </a>
      </p>
    </div>
  );
}

function Bought({ pieces }: { pieces: number }) {
  return (
    <div class="nothing" role="status">
      <h1>Thank you</h1>
      <p>
        Your demo order of {pieces} {pieces === 1 ? 'piece' : 'pieces'} is placed. Nothing is charged and
        nothing is sent; your next search already knows of it.
      </p>
      <p class="actions">
        <a class="button" href="/">
          Look on
        </a>
      </p>
    </div>
  );
}
