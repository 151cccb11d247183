/** Mixes two 32-bit words to one (the finaliser of MurmurHash3 over both). */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** What draws are for: the same seed must not give a product and a shopper the same numbers. */
export const STREAM = {
  round: 1,
  block: 2,
  article: 3,
  variant: 4,
  wording: 5,
  shopper: 6,
  taste: 7,
  session: 8,
  judgment: 9,
  personal: 10,
  leafBrands: 11,
} as const;

/**
 * A small seeded generator (sfc32 by Chris Doty-Humphrey, PractRand suite): the same key, the same draws,
 * on every machine. A key is the seed, the stream and up to two numbers, so that the n-th product
 * is drawn without the n − 1 before it.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number, stream: number, i = 0, j = 0) {
    // A seed may be any safe integer, so its upper half counts too.
    const base = mix(mix(seed >>> 0, Math.floor(seed / 0x100000000) >>> 0), stream);
    this.a = mix(base, i >>> 0);
    this.b = mix(this.a, Math.floor(i / 0x100000000) >>> 0);
    this.c = mix(this.b, j >>> 0);
    for (let k = 0; k < 4; k += 1) this.word();
  }

  /** A 32-bit word. */
  word(): number {
    const t = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    return this.word() / 0x100000000;
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number from 0 to n − 1. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Roughly normal, mean 0, deviation 1: the sum of twelve uniform draws less 6 (Irwin–Hall). */
  normal(): number {
    let sum = -6;
    for (let k = 0; k < 12; k += 1) sum += this.next();
    return sum;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** The first with probability `p`, else one of the others. */
  form(forms: readonly string[], p: number): string {
    if (forms.length < 2 || this.chance(p)) return forms[0] ?? '';
    return forms[1 + this.below(forms.length - 1)] as string;
  }

  /** One of the list, as often as its weight says; all weights 0: the last. */
  weighted<T>(list: readonly T[], weights: readonly number[]): T {
    let rest = this.next() * weights.reduce((sum, w) => sum + w, 0);
    for (let k = 0; k < list.length - 1; k += 1) {
      rest -= weights[k] ?? 0;
      if (rest < 0) return list[k] as T;
    }
    return list[list.length - 1] as T;
  }

  /** Up to n different ones, in drawn order. */
  sample<T>(list: readonly T[], n: number): T[] {
    const copy = [...list];
    const size = Math.min(n, copy.length);
    for (let k = 0; k < size; k += 1) {
      const other = k + this.below(copy.length - k);
      const value = copy[other] as T;
      copy[other] = copy[k] as T;
      copy[k] = value;
    }
    return copy.slice(0, size);
  }

  /** 32 hexadecimal digits in the form of a UUID. */
  uuid(): string {
    const hex = Array.from({ length: 4 }, () => this.word().toString(16).padStart(8, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}
