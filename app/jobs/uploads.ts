import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AisleError, asStorageError, fsyncPath, isAisleError } from '../../base/index.js';

/** Inside `catalogue.folder`; the name is ours, so that nothing of the shop's is ever swept. */
const FOLDER = '.aisle-uploads';

/** Product files that were sent: each is kept until no job needs it any more. */
export class Uploads {
  readonly #root: string | undefined;
  readonly #limit: number;
  /** Names that are being written, and those that no job has named yet. */
  readonly #held = new Map<symbol, readonly string[]>();

  /** `root`: `catalogue.folder`; `limit`: bytes of a file at most. */
  constructor(root: string | undefined, limit: number) {
    this.#root = root;
    this.#limit = limit;
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
    const folder = await this.#folder();
    const part = `part-${randomUUID()}`;
    const hold = Symbol(part);
    this.#held.set(hold, [part]);
    try {
      const name = await this.#write(content, join(folder, part), signal);
      this.#held.set(hold, [part, name]);
      await rename(join(folder, part), join(folder, name));
      await fsyncPath(folder);
      return await use(`${FOLDER}/${name}`);
    } finally {
      await rm(join(folder, part), { force: true });
      this.#held.delete(hold);
    }
  }

  /** Removes what none of these files is, and what a killed process had not received whole. */
  async keep(files: ReadonlySet<string>): Promise<void> {
    if (this.#root === undefined) return;
    const folder = join(this.#root, FOLDER);
    for (const name of await readdir(folder).catch(() => [])) {
      const held = [...this.#held.values()].some((names) => names.includes(name));
      if (!held && !files.has(`${FOLDER}/${name}`)) await rm(join(folder, name), { force: true });
    }
  }

  async #folder(): Promise<string> {
    if (this.#root === undefined) {
      const message = 'no file can be taken: expected the setting catalogue.folder to name a folder';
      throw new AisleError('unprocessable', message);
    }
    const folder = join(this.#root, FOLDER);
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      const message = `no file can be taken: ${this.#root} (catalogue.folder) cannot be written`;
      throw new AisleError('unprocessable', message, { cause });
    });
    return folder;
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
          for await (const chunk of chunks) {
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
      throw new AisleError('bad_request', 'the file broke off before its end', { cause: error });
    }
    if (size === 0) throw new AisleError('bad_request', 'expected a product file, found an empty body');
    return hash.digest('hex');
  }
}

export function tooLarge(limit: number): AisleError {
  const message = `the file is too large: expected at most ${limit} bytes (catalogue.uploadLimit)`;
  return new AisleError('payload_too_large', message);
}
