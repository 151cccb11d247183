import type { LoggedOp } from '../op-log.js';

/** What a reader of the log needs of a batch. */
export interface CachedBatch {
  readonly n: number;
  readonly upTo: number;
  readonly ops: readonly LoggedOp[];
}

interface Kept {
  readonly batch: () => CachedBatch;
  readonly bytes: number;
}

/** Bytes as JSON that are kept: what several readers of the newest updates read again and again. */
const MOST_BYTES = 8_388_608;
/** What a batch takes besides its ops. */
const LEAST = 256;

/** The batches that were read or written last. What is read out of it may since have been folded: that comes to the same. */
export class BatchCache {
  readonly #kept = new Map<number, Kept>();
  #bytes = 0;

  /** `batch`: made when it is first read. */
  put(n: number, bytes: number, batch: () => CachedBatch): void {
    this.#drop(n);
    let made: CachedBatch | undefined;
    this.#kept.set(n, { bytes: bytes + LEAST, batch: () => (made ??= batch()) });
    this.#bytes += bytes + LEAST;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= MOST_BYTES || oldest === n) break;
      this.#drop(oldest);
    }
  }

  get(n: number): CachedBatch | undefined {
    return this.#kept.get(n)?.batch();
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #drop(n: number): void {
    const kept = this.#kept.get(n);
    if (kept === undefined) return;
    this.#kept.delete(n);
    this.#bytes -= kept.bytes;
  }
}
