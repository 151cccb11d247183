import { stem } from './stem.js';

/** Index term → the terms that may stand for it in a query. */
export type Synonyms = ReadonlyMap<string, readonly string[]>;

/** Groups of single words that mean the same; each word may stand for every other of its group. */
function synonymTable(groups: readonly (readonly string[])[]): Synonyms {
  const table = new Map<string, string[]>();
  for (const group of groups) {
    const terms = [...new Set(group.map((word) => stem(word.toLowerCase())))];
    for (const term of terms) {
      const others = table.get(term) ?? [];
      for (const other of terms) if (other !== term && !others.includes(other)) others.push(other);
      table.set(term, others);
    }
  }
  return table;
}

/** Pairs that hold in any shop: abbreviations and spellings, no matter of taste. */
export const DEFAULT_SYNONYMS: Synonyms = synonymTable([
  ['tv', 'television'],
  ['tshirt', 'tee'],
  ['oz', 'ounce'],
  ['lb', 'pound'],
  ['gray', 'grey'],
  ['color', 'colour'],
  ['jewelry', 'jewellery'],
  ['aluminum', 'aluminium'],
  ['pajamas', 'pyjamas'],
  ['fridge', 'refrigerator'],
  ['bike', 'bicycle'],
  ['earbud', 'earphone'],
]);
