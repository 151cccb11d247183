import { changedBatch, type Batch, type BatchHead, type Entry } from './batch.js';
import type { LogIndex, Versioned } from './log-index.js';
import { Runs } from './runs.js';

/** Bytes of entries read or written at a time: a few milliseconds of the event loop. */
const PAGE_BYTES = 1_048_576;
/** Batches of a page at most. */
const PAGE_BATCHES = 500;
/** Bytes of entries that are folded together: a part of them is kept in memory. */
const WINDOW_BYTES = 67_108_864;

/** How many ops went, and whether all that was to be folded was. */
export interface Compacted {
  readonly gone: number;
  readonly whole: boolean;
}

/** Bytes of a batch of which nothing is left: `[]`. */
const NOTHING = 2;

/**
 * Folds what some batches hold after a number, in windows of 64 MB. First the ops that others are folded into are written,
 * then those that they stand for are removed: killed in between, the log says the same. Of two processes that do so at
 * once, one stops where the other was faster.
 */
export async function compactLog(
  index: LogIndex,
  heads: AsyncIterable<BatchHead>,
  after: number,
): Promise<Compacted> {
  const folded: Compacted[] = [];
  let window = new Window(index, after);
  for await (const page of pagesOf(heads)) {
    await window.read(page.filter(({ bytes }) => bytes > NOTHING));
    if (window.bytes < WINDOW_BYTES) continue;
    folded.push(await window.fold());
    window = new Window(index, after);
  }
  folded.push(await window.fold());
  return {
    gone: folded.reduce((sum, { gone }) => sum + gone, 0),
    whole: folded.every(({ whole }) => whole),
  };
}

/** A stretch of the log, oldest batch first. */
class Window {
  readonly #index: LogIndex;
  readonly #after: number;
  readonly #runs = new Runs();
  readonly #batches: Versioned<BatchHead>[] = [];
  bytes = 0;

  constructor(index: LogIndex, after: number) {
    this.#index = index;
    this.#after = after;
  }

  async read(page: readonly BatchHead[]): Promise<void> {
    if (page.length === 0) return;
    const { found } = await this.#index.fetchThese(page.map(({ n }) => n));
    for (const batch of found) {
      // A prune took it meanwhile.
      if (batch === undefined) continue;
      const { entries, name: _, ...value } = batch.value;
      for (const entry of entries) if (entry.seq > this.#after) this.#runs.take(entry);
      this.#batches.push({ ...batch, value });
      this.bytes += value.bytes;
    }
  }

  async fold(): Promise<Compacted> {
    const { superseded, changes } = this.#runs;
    const written = await this.#rewrite(changes.keys(), (entry) => ({ ...entry, ...changes.get(entry.seq) }));
    if (!written) return { gone: 0, whole: false };
    const removed = await this.#rewrite(superseded, (entry) =>
      superseded.has(entry.seq) ? undefined : entry,
    );
    return { gone: removed ? superseded.size : 0, whole: removed };
  }

  /** Changes the batches of some numbers; answers whether none of them was changed by others meanwhile. */
  async #rewrite(seqs: Iterable<number>, change: (entry: Entry) => Entry | undefined): Promise<boolean> {
    const places = [...new Set([...seqs].map((seq) => this.#placeOf(seq)))].sort((a, b) => a - b);
    for await (const page of pagesOf(places.map((place) => ({ place, ...this.#at(place).value })))) {
      const { found } = await this.#index.fetchThese(page.map(({ n }) => n));
      const same = page.every(({ place }, i) => found[i]?.seqNo === this.#at(place).seqNo);
      if (!same) return false;
      const batches = (found as readonly Versioned<Batch>[]).map(({ value }, i) => {
        const entries = value.entries.flatMap((entry) => change(entry) ?? []);
        const { place = 0 } = page[i] ?? {};
        return { n: value.n, json: changedBatch(value, entries), was: this.#at(place) };
      });
      const versions = await this.#index.replace(batches);
      for (const [i, seqNo] of versions.entries()) {
        if (seqNo === undefined) return false;
        const { place = 0 } = page[i] ?? {};
        this.#batches[place] = { ...this.#at(place), seqNo };
      }
    }
    return true;
  }

  #at(place: number): Versioned<BatchHead> {
    return this.#batches[place] as Versioned<BatchHead>;
  }

  /** Of the batch with a number of the log; both ascend. */
  #placeOf(seq: number): number {
    let [low, high] = [0, this.#batches.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#at(middle).value.upTo < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

async function* pagesOf<T extends Pick<BatchHead, 'bytes'>>(
  heads: AsyncIterable<T> | Iterable<T>,
): AsyncGenerator<T[]> {
  let page: T[] = [];
  let bytes = 0;
  for await (const head of heads) {
    if (page.length > 0 && (bytes + head.bytes > PAGE_BYTES || page.length === PAGE_BATCHES)) {
      yield page;
      [page, bytes] = [[], 0];
    }
    page.push(head);
    bytes += head.bytes;
  }
  if (page.length > 0) yield page;
}
