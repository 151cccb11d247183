import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AisleError, asStorageError, fsyncPath, isAisleError } from '../../base/index.js';
import type { StateStore } from '../../engines/state/index.js';

/** Inside `catalogue.folder`; the name is ours, so that nothing of the shop's is ever swept. */
const FOLDER = '.aisle-uploads';
/** Under which an installation keeps the name of its own folder in there: several may take their files from one. */
const OWN = 'reindex-uploads';

/** Product files that were sent: each is kept until no job needs it any more. */
export class Uploads {
  readonly #root: string | undefined;
  readonly #limit: number;
  /** Names that are being written, and those that no job has named yet. */
  readonly #held = new Map<symbol, readonly string[]>();
  /** What is being removed, by name. */
  readonly #going = new Map<string, Promise<void>>();
  readonly #store: Pick<StateStore, 'get' | 'put'>;
  #own: Promise<string> | undefined;

  /** `root`: `catalogue.folder`; `limit`: bytes of a file at most. */
  constructor(root: string | undefined, limit: number, store: Pick<StateStore, 'get' | 'put'>) {
    this.#root = root;
    this.#limit = limit;
    this.#store = store;
  }

  /**
   * Stores a file under the name of its content and hands its path inside the folder to `use`. Nothing stays of one that
   * is not sent whole. Throws `unprocessable` without a folder that can be written, `payload_too_large`, `bad_request`
   * for an empty or a broken one, `storage_full`.
   */
  async take<T>(
    content: AsyncIterable<Uint8Array>,
    use: (file: string) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { own, folder } = await this.#folder();
    const part = `part-${randomUUID()}`;
    const hold = Symbol(part);
    this.#held.set(hold, [part]);
    try {
      const name = await this.#write(content, join(folder, part), signal);
      this.#held.set(hold, [part, name]);
      await this.#going.get(name);
      await rename(join(folder, part), join(folder, name));
      await fsyncPath(folder);
      return await use(`${own}/${name}`);
    } finally {
      // What cannot be removed now is swept later; why it failed is told first.
      await rm(join(folder, part), { force: true }).catch(() => undefined);
      this.#held.delete(hold);
    }
  }

  /**
   * Removes what none of the files that `needed` names is, and what a killed process had not received whole. `needed` is
   * asked anew for each: one may be named meanwhile.
   */
  async keep(needed: () => ReadonlySet<string>): Promise<void> {
    if (this.#root === undefined) return;
    const own = await this.#ownFolder();
    const folder = join(this.#root, own);
    const failures: unknown[] = [];
    for (const name of await readdir(folder).catch(() => [])) {
      await this.#going.get(name);
      const held = [...this.#held.values()].some((names) => names.includes(name));
      if (held || needed().has(`${own}/${name}`)) continue;
      const going = rm(join(folder, name), { force: true })
        .catch((error: unknown) => void failures.push(error))
        .finally(() => this.#going.delete(name));
      this.#going.set(name, going);
      await going;
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Where files go, from `catalogue.folder` and whole. */
  async #folder(): Promise<{ readonly own: string; readonly folder: string }> {
    if (this.#root === undefined) {
      const message = 'no file can be taken: expected the setting catalogue.folder to name a folder';
      throw new AisleError('unprocessable', message);
    }
    const own = await this.#ownFolder();
    const folder = join(this.#root, own);
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      const known = asStorageError(cause, folder);
      throw isAisleError(known) ? known : this.#notWritable(cause);
    });
    return { own, folder };
  }

  #notWritable(cause: unknown): AisleError {
    const message = `no file can be taken: ${this.#root ?? ''} (catalogue.folder) cannot be written`;
    return new AisleError('unprocessable', message, { cause });
  }

  #ownFolder(): Promise<string> {
    this.#own ??= this.#nameFolder().catch((error: unknown) => {
      this.#own = undefined;
      throw error;
    });
    return this.#own;
  }

  async #nameFolder(): Promise<string> {
    let name = await this.#store.get(OWN);
    if (name === undefined) await this.#store.put(OWN, (name = randomUUID()));
    return `${FOLDER}/${name}`;
  }

  /** Answers the SHA-256 of what came. */
  async #write(content: AsyncIterable<Uint8Array>, path: string, signal: AbortSignal): Promise<string> {
    const hash = createHash('sha256');
    const limit = this.#limit;
    let size = 0;
    try {
      await pipeline(
        content,
        async function* (chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of untilItBreaks(chunks)) {
            size += chunk.length;
            if (size > limit) throw tooLarge(limit);
            hash.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(path, { flags: 'wx' }),
        { signal },
      );
      await fsyncPath(path);
    } catch (error) {
      const known = asStorageError(error, path);
      if (isAisleError(known)) throw known;
      if (signal.aborted) throw brokenOff(error);
      throw (error as NodeJS.ErrnoException).syscall === 'open' ? this.#notWritable(error) : error;
    }
    if (size === 0) throw new AisleError('bad_request', 'expected a product file, found an empty body');
    return hash.digest('hex');
  }
}

/** The same, its failure told from that of the disk. */
async function* untilItBreaks(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw brokenOff(error);
  }
}

const brokenOff = (cause: unknown): AisleError =>
  new AisleError('bad_request', 'the file broke off before its end', { cause });

export function tooLarge(limit: number): AisleError {
  const message = `the file is too large: expected at most ${limit} bytes (catalogue.uploadLimit)`;
  return new AisleError('payload_too_large', message);
}
