import { BM25, TEXT_FIELDS, type FieldWeights, type SynonymTerm } from '../../../mappings/index.js';
import { idf } from '../words/idf.js';
import { lengthNorms } from './bm25.js';
import { FREQUENCY_BITS, MAX_FREQUENCY } from './format.js';
import { OrdinalSet } from './ordinal-set.js';
import { allOf, holdsAll } from './conjunction.js';
import type { Segment } from './segment.js';
import type { PlannedWord } from '../words/planned-words.js';

/** All products that match any word, ascending by ordinal. */
export interface Matches {
  readonly ordinals: Uint32Array;
  readonly scores: Float32Array;
  /** Share of the query's idf that the matched words carry. */
  readonly shares: Float32Array;
  /** 1: every word matched, or an identifier did. */
  readonly complete: Uint8Array;
  readonly best: number;
  /** Products that hold each word. */
  readonly documents: readonly number[];
}

/** Norms are kept for this many sets of field weights. */
const NORMS_KEPT = 4;
const IDENTIFIER = 0x80;

/**
 * Scores words term at a time into accumulators that all queries share: a call is synchronous and leaves them empty.
 * A product's part for a word is the largest over the word's alternatives.
 */
export class WordScorer {
  private readonly scores: Float64Array;
  private readonly shares: Float64Array;
  private readonly counts: Uint8Array;
  private readonly parts: Float32Array;
  private readonly matched: OrdinalSet;
  private readonly ofWord: OrdinalSet;
  private readonly norms = new Map<string, Float32Array>();

  constructor(private readonly segment: Segment) {
    this.scores = new Float64Array(segment.size);
    this.shares = new Float64Array(segment.size);
    this.counts = new Uint8Array(segment.size);
    this.parts = new Float32Array(segment.size);
    this.matched = new OrdinalSet(segment.size);
    this.ofWord = new OrdinalSet(segment.size);
  }

  /** Whether any product holds one of the terms, or all terms of a synonym. */
  known(terms: readonly string[], synonyms: readonly SynonymTerm[] = []): boolean {
    return (
      terms.some((term) => this.segment.terms.find(term) >= 0) ||
      synonyms.some(({ term }) => holdsAll(this.segment, term.split(' ')))
    );
  }

  score(words: readonly PlannedWord[], weights: FieldWeights): Matches {
    const norms = this.normsFor(weights);
    const fieldWeights = Float64Array.from(TEXT_FIELDS, (field) => weights[field]);
    const { size } = this.segment;
    const documents: number[] = [];
    let totalIdf = 0;
    for (const word of words) {
      const ordinals = this.partsOf(word, fieldWeights, norms);
      const wordIdf = idf(ordinals.length, size);
      documents.push(ordinals.length);
      totalIdf += wordIdf;
      this.fold(ordinals, wordIdf, word.identifier ? IDENTIFIER | 1 : 1);
    }
    return this.collect(words.length, totalIdf, documents);
  }

  /** Fills `parts` for one word; answers which products match it, ascending. */
  private partsOf(word: PlannedWord, weights: Float64Array, norms: Float32Array): Uint32Array {
    const { terms, postingStarts, postingOrdinals, postingCodes } = this.segment;
    const { parts, ofWord } = this;
    for (const { term, factor } of word.alternatives) {
      if (term.includes(' ')) {
        allOf(this.segment, term.split(' '), weights, norms, (ordinal, share) => {
          const part = Math.fround(factor * share);
          if (part > (parts[ordinal] as number)) parts[ordinal] = part;
          ofWord.add(ordinal);
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
          frequency += (weights[code >>> FREQUENCY_BITS] as number) * (code & MAX_FREQUENCY);
          at++;
        } while (at < end && postingOrdinals[at] === ordinal);
        if (frequency === 0) continue;
        const part = (scale * frequency) / (frequency + (norms[ordinal] as number));
        if (part > (parts[ordinal] as number)) parts[ordinal] = part;
        ofWord.add(ordinal);
      }
    }
    return ofWord.drain();
  }

  private fold(ordinals: Uint32Array, wordIdf: number, mark: number): void {
    const { scores, shares, counts, parts, matched } = this;
    for (const o of ordinals) {
      scores[o] = (scores[o] as number) + wordIdf * (parts[o] as number);
      shares[o] = (shares[o] as number) + wordIdf;
      const count = counts[o] as number;
      counts[o] = ((count & ~IDENTIFIER) + (mark & ~IDENTIFIER)) | (count & IDENTIFIER) | (mark & IDENTIFIER);
      parts[o] = 0;
      matched.add(o);
    }
  }

  private collect(words: number, totalIdf: number, documents: readonly number[]): Matches {
    const ordinals = this.matched.drain();
    const scores = new Float32Array(ordinals.length);
    const shares = new Float32Array(ordinals.length);
    const complete = new Uint8Array(ordinals.length);
    let best = 0;
    for (let i = 0; i < ordinals.length; i++) {
      const o = ordinals[i] as number;
      const score = Math.fround(this.scores[o] as number);
      const count = this.counts[o] as number;
      scores[i] = score;
      if (score > best) best = score;
      shares[i] = (this.shares[o] as number) / totalIdf;
      complete[i] = (count & IDENTIFIER) !== 0 || count === words ? 1 : 0;
      this.scores[o] = 0;
      this.shares[o] = 0;
      this.counts[o] = 0;
    }
    return { ordinals, scores, shares, complete, best, documents };
  }

  private normsFor(weights: FieldWeights): Float32Array {
    const key = TEXT_FIELDS.map((field) => (weights[field] === 0 ? '0' : '1')).join('');
    let norms = this.norms.get(key);
    if (norms === undefined) {
      norms = lengthNorms(this.segment, weights);
      if (this.norms.size >= NORMS_KEPT) this.norms.clear();
      this.norms.set(key, norms);
    }
    return norms;
  }
}
