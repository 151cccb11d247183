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
    const named = layers.named(word.identifiers);
    const { count, joined } = matchesOf(layers, scratch, word, named, weighing);
    const wordIdf = idf(count, layers.living);
    if (joined) {
      const most = ((BM25.k1 + 1) * idf(0, layers.living)) / wordIdf;
      for (const place of named) scratch.parts[place] = most;
      gather(scratch, count);
    }
    documents.push(count);
    totalIdf += wordIdf;
    fold(scratch, count, wordIdf, word.identifier ? IDENTIFIER | 1 : 1);
  }
  return collect(scratch, words.length, totalIdf, documents);
}

/**
 * Fills `places` with what matches one word, ascending, and `partOf` with its parts. Most words occur in one form alone,
 * whose matches lie in order already; those of several are joined (`joined`): then the parts are in `parts`, by place.
 */
function matchesOf(
  layers: Layers,
  scratch: Scratch,
  word: PlannedWord,
  named: readonly number[],
  weighing: Weighing,
): { readonly count: number; readonly joined: boolean } {
  let listed = 0;
  let joined = named.length > 0;
  for (const layer of layers.all) {
    for (const { term, factor } of word.alternatives) {
      const phrase = term.includes(' ');
      const number = phrase ? -1 : layer.segment.terms.find(term);
      if (!phrase && number < 0) continue;
      if (listed > 0) {
        scatter(scratch, listed);
        joined = true;
      }
      listed = phrase
        ? listPhrase(layer, scratch, term.split(' '), factor, weighing)
        : listTerm(layer, scratch, number, factor, weighing);
    }
  }
  if (!joined) return { count: listed, joined };
  scatter(scratch, listed);
  for (const place of named) scratch.ofWord.add(place);
  const places = scratch.ofWord.drain();
  scratch.places.set(places);
  return { count: places.length, joined };
}

/** Lists the living products of a layer that hold a term; answers how many. */
function listTerm(
  { segment, offset, dead }: Layer,
  { places, partOf }: Scratch,
  number: number,
  factor: number,
  { weights, byField, norm }: Weighing,
): number {
  const { postingStarts, postingOrdinals, postingCodes } = segment;
  const { fixed, scale: perTerm } = norm;
  const lengths = segment.lengthsFor(weights);
  const end = postingStarts[number + 1] as number;
  const scale = factor * (BM25.k1 + 1);
  let count = 0;
  for (let at = postingStarts[number] as number; at < end;) {
    const ordinal = postingOrdinals[at] as number;
    let frequency = 0;
    do {
      const code = postingCodes[at] as number;
      frequency += (byField[code >>> FREQUENCY_BITS] as number) * (code & MAX_FREQUENCY);
      at++;
    } while (at < end && postingOrdinals[at] === ordinal);
    if (frequency === 0 || dead?.[ordinal] === 1) continue;
    places[count] = offset + ordinal;
    partOf[count++] = (scale * frequency) / (frequency + fixed + perTerm * (lengths[ordinal] as number));
  }
  return count;
}

/** Lists the living products of a layer that hold all of the terms; answers how many. */
function listPhrase(
  layer: Layer,
  { places, partOf }: Scratch,
  terms: readonly string[],
  factor: number,
  { weights, byField, norm }: Weighing,
): number {
  let count = 0;
  const lengths = layer.segment.lengthsFor(weights);
  allOf(layer, terms, byField, { norm, lengths }, (ordinal, share) => {
    places[count] = layer.offset + ordinal;
    partOf[count++] = factor * share;
  });
  return count;
}

/** What is listed, by place: of what comes again the largest part counts. */
function scatter({ places, partOf, parts, ofWord }: Scratch, count: number): void {
  for (let i = 0; i < count; i++) {
    const place = places[i] as number;
    if ((partOf[i] as number) > (parts[place] as number)) parts[place] = partOf[i] as number;
    ofWord.add(place);
  }
}

/** The parts of the places, taken out of `parts`. */
function gather({ places, partOf, parts }: Scratch, count: number): void {
  for (let i = 0; i < count; i++) {
    const place = places[i] as number;
    partOf[i] = parts[place] as number;
    parts[place] = 0;
  }
}

function fold(
  { scores, shares, counts, places, partOf, matched }: Scratch,
  count: number,
  wordIdf: number,
  mark: number,
): void {
  for (let i = 0; i < count; i++) {
    const p = places[i] as number;
    scores[p] = (scores[p] as number) + wordIdf * (partOf[i] as number);
    shares[p] = (shares[p] as number) + wordIdf;
    const before = counts[p] as number;
    counts[p] = ((before & ~IDENTIFIER) + (mark & ~IDENTIFIER)) | (before & IDENTIFIER) | (mark & IDENTIFIER);
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
