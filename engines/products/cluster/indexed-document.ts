import type { Product } from '../../../catalog/index.js';
import {
  keywordPath,
  normaliseText,
  numberPath,
  OWN_ANALYSER,
  TEXT_FIELDS,
  textPath,
  type ServerAnalyser,
  type TextField,
} from '../../../mappings/index.js';
import { ColumnNames } from '../column-names.js';
import { fieldText, keywordValues, numericValues, textWords } from '../product-fields.js';

/** A product as a search server indexes it, and the columns it fills. */
export interface IndexedDocument {
  readonly json: string;
  readonly keyword: readonly string[];
  readonly numeric: readonly string[];
}

const TEXT_KEYS = Object.fromEntries(
  TEXT_FIELDS.map((field) => [field, keyJson(textPath(field))]),
) as Readonly<Record<TextField, string>>;

/** Makes the documents of one index; field names are the mapping's (`searchMapping`). */
export class DocumentMaker {
  readonly #columns: ColumnNames;
  readonly #keywordKey = memo((field) => keyJson(keywordPath(field)));
  readonly #numberKey = memo((field) => keyJson(numberPath(field)));

  constructor(
    private readonly analyser: ServerAnalyser,
    columns: ColumnNames = new ColumnNames(),
  ) {
    this.#columns = columns;
  }

  /** `json` is the product's; `rest` are further columns. */
  make(
    { product, json }: { readonly product: Product; readonly json: string },
    { ordinal, group }: { readonly ordinal: number; readonly group: number },
    rest: Readonly<Record<string, number | string>> = {},
  ): IndexedDocument {
    // Put together from pieces: building an object for the serialiser to walk costs as much again.
    let made = `{"ordinal":${ordinal},"id":${JSON.stringify(product.id)},"group":${group}`;
    for (const [field, value] of Object.entries(rest)) made += keyJson(field) + JSON.stringify(value);
    const surfaces = new Set<string>();
    for (const field of TEXT_FIELDS) {
      const text = fieldText(product, field);
      if (text === '') continue;
      const words = textWords(text, field);
      // A query's words reach the server's analyser normalised: documents must too, or `köksbord` finds none.
      const indexed = this.analyser === OWN_ANALYSER ? words.terms.join(' ') : normaliseText(text);
      if (indexed !== '') made += TEXT_KEYS[field] + JSON.stringify(indexed);
      for (const surface of words.surfaces) surfaces.add(surface);
    }
    if (surfaces.size > 0) made += `,"surface":${JSON.stringify([...surfaces])}`;
    const keyword: string[] = [];
    for (const [field, values] of keywordValues(product)) {
      if (!this.#columns.admits(field)) continue;
      keyword.push(field);
      made += this.#keywordKey(field) + JSON.stringify(values);
    }
    const numeric: string[] = [];
    for (const [field, value] of numericValues(product)) {
      if (!this.#columns.admits(field)) continue;
      numeric.push(field);
      made += this.#numberKey(field) + JSON.stringify(value);
    }
    // The product's own JSON is put in as it is: written once, and to the byte.
    return { json: `${made},"document":${json}}`, keyword, numeric };
  }
}

function keyJson(name: string): string {
  return `,${JSON.stringify(name)}:`;
}

/** For few distinct keys: nothing is forgotten. */
function memo(find: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined) {
      found = find(key);
      known.set(key, found);
    }
    return found;
  };
}
