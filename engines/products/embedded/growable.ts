type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const FIRST_CAPACITY = 1_024;

/** A typed array that grows by doubling. */
export class Growable<A extends Numbers> {
  length = 0;
  private data: A;

  constructor(private readonly make: (length: number) => A) {
    this.data = make(FIRST_CAPACITY);
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const larger = this.make(this.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length++] = value;
  }

  /** What was pushed so far; valid until the next push. */
  view(): A {
    return this.data.subarray(0, this.length) as A;
  }

  clear(): void {
    this.length = 0;
  }
}

export const growableU8 = () => new Growable((length) => new Uint8Array(length));
export const growableU16 = () => new Growable((length) => new Uint16Array(length));
export const growableU32 = () => new Growable((length) => new Uint32Array(length));
export const growableF64 = () => new Growable((length) => new Float64Array(length));
