import { analyseQuery, namedBy, type QueryWord } from '../../../mappings/index.js';
import { MOST_NAMED, type WordsPlan, type WordsPolicy } from '../product-index.js';
import {
  countedWords,
  mayBegin,
  MOST_BEGINNINGS,
  namedQuery,
  plainQuery,
  tolerantQuery,
} from '../words/planned-words.js';
import type { EmbeddedPlan } from './embedded-plan.js';
import { firstOf } from './first-products.js';
import type { Layers } from './layers.js';
import type { Scratch } from './scratch.js';
import { scoreWords } from './word-scorer.js';

/**
 * The words of a query and their matches. A word of which the catalogue holds no form (term, joined form, synonym)
 * is corrected, completed if it is the last one, or split in two; a word that occurs is never touched. Where the whole
 * text is an identifier, products that have it hold all its words.
 */
export function planWords(layers: Layers, scratch: Scratch, text: string, policy: WordsPolicy): WordsPlan {
  const typed = analyseQuery(text, policy.lexicon);
  const known = ({ terms, synonyms }: QueryWord) => layers.holds(terms, synonyms);
  const spoken = () =>
    scoreWords(layers, scratch, plainQuery(typed).words, policy.fieldWeights).documents.some((n) => n > 0);
  const names = identifiersOf(text, layers, spoken, policy);
  const { words: planned, corrected } =
    names !== undefined
      ? namedQuery(plainQuery(typed), names.keys)
      : policy.tolerant
        ? tolerantQuery(typed, known, layers.vocabularies, policy.unwanted)
        : plainQuery(typed);
  const matches = scoreWords(layers, scratch, planned, policy.fieldWeights);
  const { places, scores, shares, complete, best, documents } = matches;
  const floor = policy.shareOfBest * best;
  const members = places.filter(
    (_, i) =>
      complete[i] === 1 || ((scores[i] as number) >= floor && (shares[i] as number) >= policy.shareOfIdf),
  );
  const engine: EmbeddedPlan = { members, places, scores };
  return {
    words: countedWords(planned, documents),
    best,
    ...(corrected === undefined ? {} : { corrected }),
    ...(names?.whole === undefined ? {} : { named: ordinalsOf(layers, names.whole) }),
    ...(policy.first === undefined ? {} : { first: firstOf(layers, scratch, engine, policy.first) }),
    engine,
  };
}

interface Names {
  readonly keys: readonly string[];
  /** Places of those that have the very identifier; absent where the text only begins so. */
  readonly whole?: readonly number[];
}

/** The identifiers that products have and the whole text is; `spoken`: whether a text holds a word of it. */
function identifiersOf(
  text: string,
  layers: Layers,
  spoken: () => boolean,
  { unfinished }: WordsPolicy,
): Names | undefined {
  const by = namedBy(text);
  if (by === undefined) return undefined;
  const whole = layers.named([by.key]);
  if (whole.length > 0) return by.certain || !spoken() ? { keys: [by.key], whole } : undefined;
  if (unfinished !== true || !mayBegin(by) || spoken()) return undefined;
  const keys = layers.keysBeginning(by.key, MOST_BEGINNINGS);
  return keys.length === 0 ? undefined : { keys };
}

function ordinalsOf(layers: Layers, places: readonly number[]): Uint32Array {
  return Uint32Array.from(places.slice(0, MOST_NAMED), (place) => layers.ordinalOf(place));
}
