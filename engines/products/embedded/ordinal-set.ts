/** A reusable set of small integers that comes out sorted. Not re-entrant: fill and drain it within one synchronous call. */
export class OrdinalSet {
  private readonly words: Uint32Array;

  constructor(size: number) {
    this.words = new Uint32Array(Math.ceil(size / 32));
  }

  add(ordinal: number): void {
    const at = ordinal >>> 5;
    this.words[at] = (this.words[at] as number) | (1 << (ordinal & 31));
  }

  has(ordinal: number): boolean {
    return ((this.words[ordinal >>> 5] as number) & (1 << (ordinal & 31))) !== 0;
  }

  /** How many there are. */
  count(): number {
    let count = 0;
    for (const word of this.words) if (word !== 0) count += bits(word);
    return count;
  }

  /** The members, ascending; the set is empty afterwards. */
  drain(): Uint32Array {
    const ordinals = new Uint32Array(this.count());
    let at = 0;
    const { words } = this;
    for (let i = 0; i < words.length; i++) {
      let word = words[i] as number;
      if (word === 0) continue;
      words[i] = 0;
      while (word !== 0) {
        const low = word & -word;
        ordinals[at++] = (i << 5) | (31 - Math.clz32(low));
        word ^= low;
      }
    }
    return ordinals;
  }
}

function bits(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
