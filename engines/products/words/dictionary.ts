/** A sorted list of texts (UTF-16 order) over bytes of a segment. */
export class Dictionary {
  readonly size: number;
  private readonly bytes: Buffer;

  constructor(
    bytes: Uint8Array,
    private readonly starts: Uint32Array,
  ) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.size = starts.length - 1;
  }

  at(number: number): string {
    return this.bytes.toString('utf8', this.starts[number], this.starts[number + 1]);
  }

  /** Number of a text, −1 when it is not there. */
  find(text: string): number {
    const number = this.lowerBound(text);
    return number < this.size && this.at(number) === text ? number : -1;
  }

  /** The first number whose text is not below `text`; `size` when there is none. */
  lowerBound(text: string): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Numbers [from, to) of the texts that begin with `prefix`. */
  prefixed(prefix: string): readonly [from: number, to: number] {
    const from = this.lowerBound(prefix);
    let low = from;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle).startsWith(prefix)) low = middle + 1;
      else high = middle;
    }
    return [from, low];
  }
}
