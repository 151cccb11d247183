import { setImmediate as nextTurn } from 'node:timers/promises';

/** What `each` makes of every item, `size` of them at a time: between two slices others get their turn. */
export async function inSlices<T, R>(
  items: readonly T[],
  size: number,
  each: (item: T, index: number) => R,
): Promise<R[]> {
  const out: R[] = [];
  for (let at = 0; at < items.length; at += size) {
    if (at > 0) await nextTurn();
    items.slice(at, at + size).forEach((item, i) => out.push(each(item, at + i)));
  }
  return out;
}
