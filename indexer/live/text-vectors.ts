import { setTimeout as delay } from 'node:timers/promises';
import { inSlices, type Logger } from '../../base/index.js';
import { vectorKey, type Embedder, type EmbeddingCache } from '../../engines/embedder/index.js';

/** Texts in one call of the embedder: few enough that the queries between two calls hardly wait. */
const BATCH = 32;
/** Texts looked up in the cache at a time: a millisecond. */
const LOOKED_UP = 50;
/** Milliseconds until texts that could not be embedded are tried again. */
const RETRY_AFTER = 5_000;

export interface TextVectorParts {
  /** Of the model that the vectors come from; those that the cache holds need no model. */
  readonly identity: string;
  readonly dimensions: number;
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

  /** Makes ready what the cache holds: for texts that are new here, before they are asked for. */
  async lookUp(texts: readonly string[]): Promise<void> {
    const { identity, dimensions, cache } = this.#parts;
    try {
      await inSlices(texts, LOOKED_UP, (text) => {
        if (this.#ready.has(text) || this.#coming.has(text)) return;
        const [vector] = cache().read([vectorKey(identity, text)], dimensions);
        if (vector !== undefined) this.#ready.set(text, vector);
      });
    } catch {
      // They are embedded, and what ails the cache is said when it is written to.
    }
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

  /** Forgets what came for texts that no product has any more. */
  keep(wanted: ReadonlySet<string>): void {
    for (const text of this.#ready.keys()) if (!wanted.has(text)) this.#ready.delete(text);
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
    const { identity, dimensions, cache } = this.#parts;
    const rows = await embedder.embedPassages(texts);
    const keys = texts.map((text) => vectorKey(identity, text));
    cache().write(keys, rows, dimensions);
    texts.forEach((text, i) => this.#ready.set(text, rows.slice(i * dimensions, (i + 1) * dimensions)));
  }
}
