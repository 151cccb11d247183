import { BM25, TEXT_FIELDS, type FieldWeights } from '../../../mappings/index.js';
import { idf } from '../words/idf.js';
import type { PlannedWord } from '../words/planned-words.js';
import { lengthNorm, type LengthNorm } from './bm25.js';
import { allOf } from './conjunction.js';
import { FREQUENCY_BITS, MAX_FREQUENCY } from './format.js';
import type { Layer, Layers } from './layers.js';
import type { Scratch } from './scratch.js';

/** All products that match any word, ascending by place. */
export interface Matches {
  readonly places: Uint32Array;
  readonly scores: Float32Array;
  /** Share of the query's idf that the matched words carry. */
  readonly shares: Float32Array;
  /** 1: every word matched, or an identifier did. */
  readonly complete: Uint8Array;
  readonly best: number;
  /** Products that hold each word. */
  readonly documents: readonly number[];
}

const IDENTIFIER = 0x80;

/** How the frequencies of a term's matches become its part of a score. */
interface Weighing {
  readonly weights: FieldWeights;
  /** By text field. */
  readonly byField: Float64Array;
  readonly norm: LengthNorm;
}

/**
 * Scores words term at a time, with the statistics of what lives in all layers. A product's part for a word is the
 * largest over the word's alternatives. One with an identifier that is the word scores as if it alone held the word,
 * and nothing but the word: more than any text can. Synchronous; leaves the scratch empty.
 */
export function scoreWords(
  layers: Layers,
  scratch: Scratch,
  words: readonly PlannedWord[],
  weights: FieldWeights,
): Matches {
  scratch.reserve(layers.size);
  const weighing: Weighing = {
    weights,
    byField: Float64Array.from(TEXT_FIELDS, (field) => weights[field]),
    norm: lengthNorm(layers.meanLengths, weights),
  };
  const documents: number[] = [];
  let totalIdf = 0;
  for (const word of words) {
    for (const layer of layers.all) partsOf(layer, scratch, word, weighing);
    const named = layers.named(word.identifiers);
    for (const place of named) scratch.ofWord.add(place);
    const places = scratch.ofWord.drain();
    const wordIdf = idf(places.length, layers.living);
    const most = ((BM25.k1 + 1) * idf(0, layers.living)) / wordIdf;
    for (const place of named) scratch.parts[place] = most;
    documents.push(places.length);
    totalIdf += wordIdf;
    fold(scratch, places, wordIdf, word.identifier ? IDENTIFIER | 1 : 1);
  }
  return collect(scratch, words.length, totalIdf, documents);
}

/** Fills `parts` and `ofWord` with what matches one word in one layer. */
function partsOf(
  layer: Layer,
  { parts, ofWord }: Scratch,
  word: PlannedWord,
  { weights, byField, norm }: Weighing,
): void {
  const { segment, offset, dead } = layer;
  const { terms, postingStarts, postingOrdinals, postingCodes } = segment;
  const { fixed, scale: perTerm } = norm;
  const lengths = segment.lengthsFor(weights);
  for (const { term, factor } of word.alternatives) {
    if (term.includes(' ')) {
      allOf(layer, term.split(' '), byField, { norm, lengths }, (ordinal, share) => {
        const part = Math.fround(factor * share);
        const place = offset + ordinal;
        if (part > (parts[place] as number)) parts[place] = part;
        ofWord.add(place);
      });
      continue;
    }
    const number = terms.find(term);
    if (number < 0) continue;
    const end = postingStarts[number + 1] as number;
    const scale = factor * (BM25.k1 + 1);
    for (let at = postingStarts[number] as number; at < end;) {
      const ordinal = postingOrdinals[at] as number;
      let frequency = 0;
      do {
        const code = postingCodes[at] as number;
        frequency += (byField[code >>> FREQUENCY_BITS] as number) * (code & MAX_FREQUENCY);
        at++;
      } while (at < end && postingOrdinals[at] === ordinal);
      if (frequency === 0 || dead?.[ordinal] === 1) continue;
      const part = (scale * frequency) / (frequency + fixed + perTerm * (lengths[ordinal] as number));
      const place = offset + ordinal;
      if (part > (parts[place] as number)) parts[place] = part;
      ofWord.add(place);
    }
  }
}

function fold(
  { scores, shares, counts, parts, matched }: Scratch,
  places: Uint32Array,
  wordIdf: number,
  mark: number,
): void {
  for (const p of places) {
    scores[p] = (scores[p] as number) + wordIdf * (parts[p] as number);
    shares[p] = (shares[p] as number) + wordIdf;
    const count = counts[p] as number;
    counts[p] = ((count & ~IDENTIFIER) + (mark & ~IDENTIFIER)) | (count & IDENTIFIER) | (mark & IDENTIFIER);
    parts[p] = 0;
    matched.add(p);
  }
}

function collect(scratch: Scratch, words: number, totalIdf: number, documents: readonly number[]): Matches {
  const places = scratch.matched.drain();
  const scores = new Float32Array(places.length);
  const shares = new Float32Array(places.length);
  const complete = new Uint8Array(places.length);
  let best = 0;
  for (let i = 0; i < places.length; i++) {
    const p = places[i] as number;
    const score = Math.fround(scratch.scores[p] as number);
    const count = scratch.counts[p] as number;
    scores[i] = score;
    if (score > best) best = score;
    shares[i] = (scratch.shares[p] as number) / totalIdf;
    complete[i] = (count & IDENTIFIER) !== 0 || count === words ? 1 : 0;
    scratch.scores[p] = 0;
    scratch.shares[p] = 0;
    scratch.counts[p] = 0;
  }
  return { places, scores, shares, complete, best, documents };
}
