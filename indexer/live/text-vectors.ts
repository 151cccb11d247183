import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../base/index.js';
import { vectorKey, type Embedder, type EmbeddingCache } from '../../engines/embedder/index.js';

/** Texts in one call of the embedder: few enough that the queries between two calls hardly wait. */
const BATCH = 32;
/** Milliseconds until texts that could not be embedded are tried again. */
const RETRY_AFTER = 5_000;

export interface TextVectorParts {
  /** Undefined where the generation has no model. */
  readonly embedder: () => Promise<Embedder | undefined>;
  readonly cache: () => EmbeddingCache;
  readonly log: Logger;
  /** Called when vectors have come that perhaps nobody waited for, or when it is time to ask for them again. */
  readonly onReady: () => void;
}

/** Vectors of changed texts: from the cache, or embedded while others wait no longer than they want to. */
export class TextVectors {
  readonly #parts: TextVectorParts;
  readonly #coming = new Set<string>();
  /** By text: those that nobody has taken yet. */
  readonly #ready = new Map<string, Float32Array>();
  /** Never rejects. */
  #work: Promise<void> = Promise.resolve();
  #failed = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: TextVectorParts) {
    this.#parts = parts;
  }

  /** The vectors of some texts that are known within `patience` milliseconds; for the others ask again. */
  async of(texts: readonly string[], patience: number): Promise<ReadonlyMap<string, Float32Array>> {
    const wanted = [...new Set(texts)];
    const unknown = wanted.filter((text) => !this.#ready.has(text) && !this.#coming.has(text));
    if (unknown.length > 0 && !this.#closed) this.#begin(unknown);
    if (wanted.some((text) => !this.#ready.has(text))) await this.#wait(patience);
    const found = new Map<string, Float32Array>();
    for (const text of wanted) {
      const vector = this.#ready.get(text);
      if (vector !== undefined) found.set(text, vector);
      this.#ready.delete(text);
    }
    return found;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#work;
  }

  async #wait(patience: number): Promise<void> {
    if (!Number.isFinite(patience)) return this.#work;
    const timer = new AbortController();
    const over = delay(patience, undefined, { ref: false, signal: timer.signal }).catch(() => undefined);
    await Promise.race([this.#work, over]);
    timer.abort();
  }

  #begin(texts: readonly string[]): void {
    for (const text of texts) this.#coming.add(text);
    this.#work = this.#work.then(() => this.#embedAll(texts));
  }

  async #embedAll(texts: readonly string[]): Promise<void> {
    try {
      const embedder = await this.#parts.embedder();
      for (let from = 0; embedder !== undefined && from < texts.length && !this.#closed; from += BATCH) {
        await this.#embed(embedder, texts.slice(from, from + BATCH));
      }
      this.#failed = false;
      this.#parts.onReady();
    } catch (error) {
      // Said once, not with each attempt.
      if (!this.#failed) {
        const message = 'changed products cannot be embedded: they are found by words until they can';
        this.#parts.log.warn({ err: error }, message);
      }
      this.#failed = true;
      if (!this.#closed) this.#retry = setTimeout(this.#parts.onReady, RETRY_AFTER).unref();
    } finally {
      for (const text of texts) this.#coming.delete(text);
    }
  }

  async #embed(embedder: Embedder, texts: readonly string[]): Promise<void> {
    const { identity, dimensions } = embedder;
    const keys = texts.map((text) => vectorKey(identity, text));
    const cache = this.#parts.cache();
    const vectors = cache.read(keys, dimensions);
    const missing = [...texts.keys()].filter((i) => vectors[i] === undefined);
    if (missing.length > 0) {
      const rows = await embedder.embedPassages(missing.map((i) => texts[i] as string));
      missing.forEach((at, i) => (vectors[at] = rows.slice(i * dimensions, (i + 1) * dimensions)));
      const computed = missing.map((i) => keys[i] as string);
      cache.write(computed, rows, dimensions);
    }
    texts.forEach((text, i) => {
      const vector = vectors[i];
      if (vector !== undefined) this.#ready.set(text, vector);
    });
  }
}
