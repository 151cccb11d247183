import type { Product } from '../../../catalog/index.js';
import type { WordsPlan, WordsPolicy } from '../../../engines/products/index.js';
import { analyseQuery, TEXT_FIELDS, type TextField } from '../../../mappings/index.js';
import { at } from './values.js';

export interface Scored {
  readonly ordinal: number;
  readonly score: number;
  readonly member: boolean;
}

/** The identifiers of a product without joiners and case. */
function identifiersOf({ id, groupId, attributes = {} }: Product): string[] {
  const named = ['sku', 'EAN', 'Model Number'].flatMap((name) => attributes[name] ?? []);
  return [id, groupId ?? '', ...named].map((value) => keyOf(String(value))).filter((key) => key !== '');
}

const keyOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

export function plan(
  products: readonly Product[],
  indexed: readonly ReadonlyMap<TextField, readonly string[]>[],
  text: string,
  { fieldWeights, shareOfBest, shareOfIdf, lexicon, first }: WordsPolicy,
): WordsPlan {
  const words = analyseQuery(text, lexicon);
  const fields = TEXT_FIELDS.filter((field) => fieldWeights[field] !== 0);
  const lengthOf = (product: ReadonlyMap<TextField, readonly string[]>) =>
    fields.reduce((sum, field) => sum + (product.get(field)?.length ?? 0), 0);
  const mean = indexed.reduce((sum, product) => sum + lengthOf(product), 0) / Math.max(1, indexed.length);
  const frequency = (product: ReadonlyMap<TextField, readonly string[]>, term: string) =>
    fields.reduce(
      (sum, f) => sum + fieldWeights[f] * (product.get(f) ?? []).filter((t) => t === term).length,
      0,
    );
  const texts = words.map(({ terms, synonyms = [] }) =>
    indexed.map((product) => {
      const norm = 1.2 * (0.25 + (0.75 * lengthOf(product)) / (mean || 1));
      const share = (term: string) => {
        const f = frequency(product, term);
        return f === 0 ? 0 : (2.2 * f) / (f + norm);
      };
      // All terms of a synonym, or it is none; together they count as one word.
      const ofAll = (all: readonly number[]) =>
        all.includes(0) ? 0 : all.reduce((sum, value) => sum + value, 0) / all.length;
      return Math.max(
        ...terms.map(share),
        ...synonyms.map(({ term, factor }) => factor * ofAll(term.split(' ').map(share))),
      );
    }),
  );
  const whole = keyOf(text);
  // Six digits, or letters and digits: what looks like anything else is a word first.
  const shaped =
    /^\d{6,}$/.test(whole) || (/^(?=.*\d)(?=.*[a-z])[a-z\d]{5,}$/.test(whole) && !/^\d+[a-z]+$/.test(whole));
  const silent = texts.every((part) => part.every((p) => p === 0));
  const names = (shaped || silent) && whole !== '' && products.some((p) => identifiersOf(p).includes(whole));
  const most = 2.2 * Math.log(1 + (indexed.length + 0.5) / 0.5);
  const has = words.map(({ typed, identifier }) =>
    products.map((product) => {
      const own = identifiersOf(product);
      return (identifier && own.includes(keyOf(typed))) || (names && own.includes(whole));
    }),
  );
  const documents = texts.map((part, w) => part.filter((p, o) => p > 0 || at(at(has, w), o)).length);
  const idfs = documents.map((df) => Math.log(1 + (indexed.length - df + 0.5) / (df + 0.5)));
  const allIdf = idfs.reduce((sum, idf) => sum + idf, 0);
  const parts = texts.map((part, w) => part.map((p, o) => (at(at(has, w), o) ? most / at(idfs, w) : p)));
  const scored = indexed.map((_, ordinal) => {
    const matched = words.map((_word, w) => (parts[w]?.[ordinal] ?? 0) > 0);
    const sum = (of: (w: number) => number) => matched.reduce((s, m, w) => s + (m ? of(w) : 0), 0);
    return {
      ordinal,
      score: sum((w) => at(idfs, w) * at(at(parts, w), ordinal)),
      share: sum((w) => at(idfs, w)) / allIdf,
      whole: matched.every(Boolean) || matched.some((m, w) => m && at(words, w).identifier),
      any: matched.some(Boolean),
    };
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const engine: Scored[] = scored
    .filter(({ any }) => any)
    .map(({ ordinal, score, share, whole }) => {
      // A hair of tolerance: engines keep scores as float32.
      const near = score >= shareOfBest * best - 1e-5 && share >= shareOfIdf - 1e-6;
      return { ordinal, score, member: whole || near };
    });
  return {
    words: words.map(({ typed, synonyms }, w) => ({
      word: typed,
      documents: at(documents, w),
      ...(synonyms === undefined ? {} : { synonyms: synonyms.map(({ written }) => written) }),
    })),
    best,
    ...(names
      ? {
          named: Uint32Array.from(
            products.flatMap((product, o) => (identifiersOf(product).includes(whole) ? [o] : [])),
          ),
        }
      : {}),
    ...(first === undefined
      ? {}
      : {
          first: Uint32Array.from(
            [...engine].sort((a, b) => b.score - a.score || a.ordinal - b.ordinal).slice(0, first),
            ({ ordinal }) => ordinal,
          ),
        }),
    engine,
  };
}
