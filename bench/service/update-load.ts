import type { Figure } from '../report.js';
import type { Client, Reply } from './client.js';
import { closedLoop, openLoop, type Send } from './pace.js';
import type { BenchShop } from './shop.js';
import { answered, timeFigures, troubleFigures } from './timing.js';

interface UpdateLoad {
  readonly shop: BenchShop;
  readonly client: Client;
  readonly seconds: number;
  readonly search: Send;
}

/** 200 prices and 20 texts a second, in batches as a supplier's feed sends them. */
const PRICES = { size: 10, perSecond: 20 };
const TEXTS = { size: 5, perSecond: 4 };
const SEARCHERS = 2;

/** Prices and texts change while others search. */
export async function updateFigures({ shop, client, seconds, search }: UpdateLoad): Promise<Figure[]> {
  const { ids, name } = shop;
  const patch = async (size: number, i: number, change: (n: number) => object): Promise<Reply> => {
    const changes = Array.from({ length: size }, (_, k) => {
      const n = i * size + k;
      return { id: ids[n % ids.length], ...change(n) };
    });
    const reply = await client.send('PATCH', '/v1/products?wait=visible', changes);
    // Accepted, but not seen in time, is not what was asked for; nor is a batch that was taken in part.
    return reply.status === 200 && !isSeen(reply.body) ? { status: 0, body: reply.body } : reply;
  };
  const [prices, texts, searches] = await Promise.all([
    openLoop(PRICES.perSecond, seconds, (i) => patch(PRICES.size, i, (n) => ({ price: 1 + (n % 500) }))),
    openLoop(TEXTS.perSecond, seconds, (i) => patch(TEXTS.size, i, (n) => ({ title: newTitle(shop, n) }))),
    closedLoop(SEARCHERS, seconds, search),
  ]);
  const subject = `${name}: ${PRICES.size * PRICES.perSecond} prices and ${TEXTS.size * TEXTS.perSecond} texts a second`;
  return [
    ...timeFigures(subject, 'a price until it is seen', answered(prices)),
    ...timeFigures(subject, 'a text until it is seen', answered(texts)),
    ...troubleFigures(subject, 'updates', [...prices, ...texts]),
    ...timeFigures(subject, 'a search meanwhile', answered(searches)),
    ...troubleFigures(subject, 'searches', searches),
  ];
}

/** A text that no product had. */
const newTitle = ({ titleQueries }: BenchShop, n: number): string =>
  `${titleQueries[(n * 7) % titleQueries.length] ?? 'changed'}, ${n}`;

function isSeen(body: string): boolean {
  const { visible, rejected } = JSON.parse(body) as { visible?: boolean; rejected: number };
  return visible === true && rejected === 0;
}
