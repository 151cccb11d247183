import type { CallOptions } from '../base/index.js';
import type { FrozenOrder } from './frozen-order.js';

/**
 * The order with at least `length` hits, or all there are: what an engine did not answer at once is read on. A group
 * that is in it already does not come again. The order that was given stays what it is.
 */
export async function extendOrder(
  order: FrozenOrder,
  length: number,
  options: CallOptions,
): Promise<FrozenOrder> {
  if (order.rest === undefined || order.ordinals.length >= length) return order;
  const ordinals = new Set(order.rest.shown.ordinals);
  const groups = new Set(order.rest.shown.groups);
  const all = [...order.ordinals];
  let more: typeof order.rest.more | undefined = order.rest.more;
  while (more !== undefined && all.length < length) {
    const slice = await more(options);
    slice.ordinals.forEach((ordinal, i) => {
      const group = slice.groups[i] ?? ordinal;
      if (ordinals.has(ordinal) || groups.has(group)) return;
      ordinals.add(ordinal);
      groups.add(group);
      all.push(ordinal);
    });
    more = slice.more;
  }
  const { rest: _, ...whole } = order;
  const extended = { ...whole, ordinals: Uint32Array.from(all) };
  return more === undefined ? extended : { ...extended, rest: { shown: { ordinals, groups }, more } };
}
