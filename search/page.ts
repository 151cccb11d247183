import type { ProductIndex } from '../engines/products/index.js';
import type { Hit, SearchAnswer } from './answer.js';
import { highlightAll } from './highlight/highlight.js';
import { hitOf, keepStored, pageProducts } from './stored-hits.js';
import { cursorOf, type FrozenOrder } from './frozen-order.js';

export interface PageWish {
  /** Position of its first hit, from 0. */
  readonly position: number;
  readonly size: number;
  readonly explain: boolean;
  readonly highlight: boolean;
}

/** Cuts one page from a frozen order; only its documents are read. `cursor` is absent on the last page. */
export async function cutPage(
  order: FrozenOrder,
  handle: string,
  { position, size, explain, highlight }: PageWish,
  products: ProductIndex,
  signal: AbortSignal,
): Promise<Pick<SearchAnswer, 'hits' | 'cursor' | 'gone'>> {
  const ordinals = order.ordinals.slice(position, position + size);
  const documents = await pageProducts(products, ordinals, { signal });
  const looked =
    explain && order.looked !== undefined ? await titleOf(order.looked, products, signal) : undefined;
  // Deleted from the shop's own index since the order was fixed: no ghost is shown.
  const shown = documents.flatMap((found, i) => (found === undefined ? [] : [{ found, i }]));
  const highlights = highlight
    ? await highlightAll(
        shown.map(({ found }) => found.product),
        order.terms(),
      )
    : [];
  const hits = shown.map(({ found, i }, at): Hit => {
    const explanation = explain ? order.explain(position + i, found.product, looked) : undefined;
    const parts = highlights[at];
    const rest = {
      ...(parts === undefined ? {} : { highlights: parts }),
      ...(explanation === undefined ? {} : { explain: explanation }),
    };
    return hitOf(found, order.score(position + i), rest);
  });
  keepStored(
    hits,
    shown.map(({ found }) => found),
  );
  const next = position + size;
  const gone = documents.length - hits.length;
  return {
    hits,
    ...(gone === 0 ? {} : { gone }),
    ...(next < order.ordinals.length ? { cursor: cursorOf(handle, next) } : {}),
  };
}

async function titleOf(
  ordinal: number,
  products: ProductIndex,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [product] = await products.documents(Uint32Array.of(ordinal), { signal });
  return product?.title;
}
