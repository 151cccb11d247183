import type { Touch } from '../api/events.js';
import { tell } from '../api/events.js';
import { currentWho, useWho } from './shopper.js';
import { isText, listOf, recordOf, stored, useStored } from './stored.js';

export interface Line {
  id: string;
  quantity: number;
  /** The answer through which it was found. */
  touch?: Touch | undefined;
}

/** Pieces of one product. */
export const MOST = 99;

const isLine = (value: unknown): value is Line =>
  typeof value === 'object' &&
  value !== null &&
  isText((value as Line).id) &&
  Number.isSafeInteger((value as Line).quantity);
const baskets = stored('aisle.baskets', {}, recordOf(listOf(isLine)));

export const useBasket = (): Line[] => useStored(baskets)[useWho().key] ?? [];

const read = (): Line[] => baskets.read()[currentWho().key] ?? [];
const write = (lines: Line[]): void => baskets.write({ ...baskets.read(), [currentWho().key]: lines });

export function addToBasket(id: string, touch: Touch | undefined): void {
  const lines = read();
  const line = lines.find((each) => each.id === id);
  if (line === undefined) write([...lines, { id, quantity: 1, touch }]);
  else setQuantity(id, line.quantity + 1);
  void tell([{ action: 'add_to_cart', productId: id, touch }]);
}

/** Takes the line out at 0. */
export function setQuantity(id: string, quantity: number): void {
  const bounded = Math.min(MOST, Math.max(0, Math.trunc(quantity)));
  write(
    read().flatMap((line) =>
      line.id !== id ? [line] : bounded === 0 ? [] : [{ ...line, quantity: bounded }],
    ),
  );
}

/** The demo's purchase: tells what was bought and empties the basket. */
export async function buy(): Promise<void> {
  const lines = read();
  write([]);
  await tell(lines.map(({ id, touch }) => ({ action: 'purchase', productId: id, touch })));
}

export const emptyBasket = (): void => write([]);
