import type { Product } from '../catalog/index.js';
import type { EventType } from '../engines/state/index.js';
import type { Reason } from './suggestion.js';

const DID: Readonly<Record<EventType, string>> = {
  purchase: 'you bought',
  rating: 'you rated',
  cart: 'you put in your basket',
  click: 'you looked at',
  view: 'you looked at',
  impression: 'you saw',
  other: 'you saw',
};

/** A title is long enough for a sentence up to here; then a word is cut. Characters (UTF-16 code units). */
const LONGEST_TITLE = 60;

/** The reason as a sentence a shopper could read. `named` is the product that it speaks of, where it speaks of one. */
export function sentence(reason: Reason, product: Product, named: Product | undefined): string {
  const title = named === undefined ? 'something you know' : shortened(named.title);
  switch (reason.kind) {
    case 'similar':
      return `Similar to ${title}`;
    case 'bought-with':
      return `Often bought with ${title}`;
    case 'bought-after':
      return `Often bought after ${title}`;
    case 'like-these':
      return `Often bought with products like ${title}`;
    case 'goes-with':
      return `May go with ${title}`;
    case 'history':
      return `Because ${DID[reason.did]} ${title}`;
    case 'popular':
      return 'Popular in the shop';
    case 'popular-in-category': {
      const leaf = product.category?.at(-1);
      return leaf === undefined ? 'Popular in the shop' : `Popular in ${leaf}`;
    }
    case 'rated':
      return product.rating === undefined
        ? 'Popular in the shop'
        : `Rated ${product.rating.toFixed(1)} of 5 by shoppers`;
    case 'new':
      return 'New in the shop';
    case 'range':
      return 'From our range';
  }
}

function shortened(title: string): string {
  if (title.length <= LONGEST_TITLE) return title;
  const cut = title.slice(0, LONGEST_TITLE + 1);
  const space = cut.lastIndexOf(' ');
  // Never through the middle of a character that takes two code units.
  return `${(space > 0 ? cut.slice(0, space) : Array.from(title).slice(0, LONGEST_TITLE).join('')).trim()}…`;
}
