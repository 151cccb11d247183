/** The k best of a stream of (ordinal, cosine): best cosine first, ties by the lower ordinal. A heap, worst on top. */
export class Best {
  readonly #ordinals: Uint32Array;
  readonly #cosines: Float32Array;
  #count = 0;

  constructor(k: number) {
    this.#ordinals = new Uint32Array(k);
    this.#cosines = new Float32Array(k);
  }

  /** `cosine` must be a float32 value, as {@link dot} gives it: ties are ties of the stored precision. */
  offer(ordinal: number, cosine: number): void {
    if (this.#count < this.#ordinals.length) {
      this.#up(this.#count, ordinal, cosine);
      this.#count += 1;
    } else if (this.#count > 0 && this.#worse(0, ordinal, cosine)) {
      this.#down(ordinal, cosine);
    }
  }

  sorted(): { ordinals: Uint32Array; cosines: Float32Array } {
    const cosines = this.#cosines;
    const ordinals = this.#ordinals;
    const order = Uint32Array.from({ length: this.#count }, (_, i) => i).sort(
      (x, y) => at(cosines, y) - at(cosines, x) || at(ordinals, x) - at(ordinals, y),
    );
    return {
      ordinals: order.map((i) => at(ordinals, i)),
      cosines: Float32Array.from(order, (i) => at(cosines, i)),
    };
  }

  /** Is the entry in the slot worse than this one? */
  #worse(slot: number, ordinal: number, cosine: number): boolean {
    const other = at(this.#cosines, slot);
    return other < cosine || (other === cosine && at(this.#ordinals, slot) > ordinal);
  }

  #up(start: number, ordinal: number, cosine: number): void {
    let slot = start;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (this.#worse(parent, ordinal, cosine)) break;
      this.#move(parent, slot);
      slot = parent;
    }
    this.#ordinals[slot] = ordinal;
    this.#cosines[slot] = cosine;
  }

  #down(ordinal: number, cosine: number): void {
    let slot = 0;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= this.#count) break;
      const right = child + 1;
      if (right < this.#count && this.#worse(right, at(this.#ordinals, child), at(this.#cosines, child))) {
        child = right;
      }
      if (!this.#worse(child, ordinal, cosine)) break;
      this.#move(child, slot);
      slot = child;
    }
    this.#ordinals[slot] = ordinal;
    this.#cosines[slot] = cosine;
  }

  #move(from: number, to: number): void {
    this.#ordinals[to] = at(this.#ordinals, from);
    this.#cosines[to] = at(this.#cosines, from);
  }
}

/** An index known to be within bounds. */
function at(array: Float32Array | Uint32Array, index: number): number {
  return array[index] as number;
}
