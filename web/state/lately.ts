import { currentWho, useWho } from './shopper.js';
import { isText, listOf, recordOf, stored, useStored } from './stored.js';

/** What a shopper lately did, the latest first, kept in this browser alone. */
interface Lately {
  use(): string[];
  add(item: string): void;
  forget(): void;
}

function lately(name: string, most: number): Lately {
  const store = stored(name, {}, recordOf(listOf(isText)));
  const write = (items: string[]) => store.write({ ...store.read(), [currentWho().key]: items });
  const read = () => store.read()[currentWho().key] ?? [];
  return {
    use: () => useStored(store)[useWho().key] ?? [],
    add: (item) => {
      // Nothing is kept of those who said no.
      if (currentWho().consent === false) return;
      write([item, ...read().filter((other) => other !== item)].slice(0, most));
    },
    forget: () => write([]),
  };
}

/** Ids of products. */
export const viewed = lately('aisle.viewed', 13);
export const searched = lately('aisle.searched', 6);
