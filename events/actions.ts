import type { EventType } from '../engines/state/index.js';

/** What usual names of actions mean: UBI's own and those that shops' trackers send. */
const USUAL: Readonly<Record<string, EventType>> = {
  impression: 'impression',
  view_item_list: 'impression',
  view: 'view',
  watch: 'view',
  view_item: 'view',
  product_view: 'view',
  click: 'click',
  click_through: 'click',
  select_item: 'click',
  cart: 'cart',
  add_to_cart: 'cart',
  purchase: 'purchase',
  buy: 'purchase',
  order: 'purchase',
  rating: 'rating',
  rate: 'rating',
  review: 'rating',
};

/** Name of an action → what it means; `other` for an unknown one. */
export type ActionTypes = (action: string) => EventType;

/** The usual meanings, and over them the shop's own. Case, spaces and hyphens do not matter. */
export function actionTypes(own: Readonly<Record<string, EventType>>): ActionTypes {
  const types = new Map<string, EventType>();
  for (const [name, type] of [...Object.entries(USUAL), ...Object.entries(own)])
    types.set(folded(name), type);
  return (action) => types.get(folded(action)) ?? 'other';
}

function folded(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}
