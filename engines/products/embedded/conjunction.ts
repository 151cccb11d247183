import { BM25 } from '../../../mappings/index.js';
import type { LengthNorm } from './bm25.js';
import { FREQUENCY_BITS, MAX_FREQUENCY } from './format.js';
import type { Segment } from './segment.js';

/** Where is looked: a segment, and which of its products are gone. */
export interface Looked {
  readonly segment: Segment;
  /** By product: 1 is gone. Absent: all of them live. */
  readonly dead: Uint8Array | undefined;
}

/** What makes a score of a product's frequencies: the norm, and how many terms each product has in the fields that count. */
export interface Norms {
  readonly norm: LengthNorm;
  /** By product. */
  readonly lengths: ArrayLike<number>;
}

/** Whether one living product of the layer holds all of the terms. */
export function holdsAll(layer: Looked, terms: readonly string[]): boolean {
  const everywhere = Float64Array.from({ length: 1 << (8 - FREQUENCY_BITS) }, () => 1);
  let found = false;
  allOf(layer, terms, everywhere, undefined, () => (found = true));
  return found;
}

/**
 * Visits the living products of a layer that hold all of the terms, ascending by product of the layer, each with its BM25
 * without idf: the mean over the terms, so that several together count as one word. Linear in the postings of the terms. `weights` by field; without `norms`
 * the share is 0.
 */
export function allOf(
  { segment, dead }: Looked,
  terms: readonly string[],
  weights: Float64Array,
  norms: Norms | undefined,
  visit: (ordinal: number, share: number) => void,
): void {
  const numbers = terms.map((term) => segment.terms.find(term));
  if (numbers.some((number) => number < 0)) return;
  const cursors = numbers.map((number) => new PostingCursor(segment, number, weights));
  const [first, ...others] = cursors;
  if (first === undefined) return;
  while (first.next()) {
    const { ordinal } = first;
    if (dead?.[ordinal] === 1) continue;
    let sum = first.share(norms);
    let all = true;
    for (const other of others) {
      if (!other.reach(ordinal)) return;
      if (other.ordinal !== ordinal) {
        all = false;
        break;
      }
      sum += other.share(norms);
    }
    if (all) visit(ordinal, sum / cursors.length);
  }
}

/** Walks one term's postings product by product; a product with none of the weighted fields is left out. */
class PostingCursor {
  ordinal = -1;
  #frequency = 0;
  #at: number;
  readonly #end: number;

  constructor(
    private readonly segment: Segment,
    number: number,
    private readonly weights: Float64Array,
  ) {
    this.#at = segment.postingStarts[number] as number;
    this.#end = segment.postingStarts[number + 1] as number;
  }

  next(): boolean {
    const { postingOrdinals, postingCodes } = this.segment;
    while (this.#at < this.#end) {
      this.ordinal = postingOrdinals[this.#at] as number;
      this.#frequency = 0;
      do {
        const code = postingCodes[this.#at] as number;
        this.#frequency += (this.weights[code >>> FREQUENCY_BITS] as number) * (code & MAX_FREQUENCY);
        this.#at++;
      } while (this.#at < this.#end && postingOrdinals[this.#at] === this.ordinal);
      if (this.#frequency > 0) return true;
    }
    return false;
  }

  /** Goes on to the first product from `ordinal` on; false when there is none. */
  reach(ordinal: number): boolean {
    while (this.ordinal < ordinal) if (!this.next()) return false;
    return true;
  }

  share(norms: Norms | undefined): number {
    if (norms === undefined) return 0;
    const frequency = this.#frequency;
    const { fixed, scale } = norms.norm;
    return (
      ((BM25.k1 + 1) * frequency) / (frequency + fixed + scale * (norms.lengths[this.ordinal] as number))
    );
  }
}
