import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { asStorageError } from '../base/index.js';
import type { CatalogRow } from '../catalog/index.js';

type Reported = Pick<Extract<CatalogRow, { kind: 'rejected' }>, 'line' | 'reason' | 'message'> & {
  readonly field?: string;
  readonly id?: string;
  readonly row?: string;
  readonly value?: string;
};

/** What was rejected or repaired, a JSON object a line: nothing is dropped silently. */
export class RowReport {
  readonly #path: string;
  readonly #stream: WriteStream;
  #error: unknown;

  /** `append`: after what an earlier stage reported. */
  constructor(path: string, { append = false } = {}) {
    this.#path = path;
    this.#stream = createWriteStream(path, { flags: append ? 'a' : 'w' });
    this.#stream.on('error', (error) => {
      this.#error ??= error;
    });
  }

  async rejected(entry: Reported): Promise<void> {
    await this.#write({ kind: 'rejected', ...entry });
  }

  /** A product that was read well, and that the engine could not take. */
  async refused(entry: { readonly id?: string; readonly message: string }): Promise<void> {
    await this.#write({ kind: 'rejected', reason: 'engine', ...entry });
  }

  async repaired(entry: Omit<Reported, 'reason'> & { readonly reason: string }): Promise<void> {
    await this.#write({ kind: 'repaired', ...entry });
  }

  /** Ends the file. Throws what went wrong with it (`storage_full`). */
  async close(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream).catch((error: unknown) => {
      this.#error ??= error;
    });
    this.#check();
  }

  async #write(entry: object): Promise<void> {
    this.#check();
    if (!this.#stream.write(`${JSON.stringify(entry)}\n`)) {
      await Promise.race([once(this.#stream, 'drain'), once(this.#stream, 'close')]);
    }
  }

  #check(): void {
    if (this.#error !== undefined) throw asStorageError(this.#error, this.#path);
  }
}
