import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { createGzip, type Gzip } from 'node:zlib';
import { commitFile } from '../../base/index.js';

/** Characters gathered before they are handed on: some milliseconds of work. */
const CHUNK = 65_536;

/**
 * A file of lines under a temporary name, compressed where the name ends in .gz. It takes its own name with
 * {@link commit} alone.
 */
export class LineFile {
  rows = 0;
  private text = '';
  private readonly temporary: string;
  private readonly file: WriteStream;
  private readonly gzip: Gzip | undefined;
  private failure: unknown;
  /** Rejects with the first error of the file; one listener, however often the disk is waited for. */
  private readonly failed: Promise<never>;

  constructor(readonly path: string) {
    this.temporary = `${path}.tmp-${process.pid}`;
    this.file = createWriteStream(this.temporary);
    this.failed = once(this.file, 'error').then(([error]) => {
      this.failure = error;
      throw error as Error;
    });
    this.failed.catch(() => undefined);
    // Level 3 keeps pace with the generator on one core beside it; the default level would not.
    this.gzip = path.endsWith('.gz') ? createGzip({ level: 3 }) : undefined;
    this.gzip?.pipe(this.file);
  }

  /** Adds a line; waits where the disk is behind, and lets others have a turn after each chunk. */
  async line(text: string, counts = true): Promise<void> {
    this.text += text + '\n';
    if (counts) this.rows += 1;
    if (this.text.length >= CHUNK) await this.flush();
  }

  /** Hands on what has been gathered, and lets others have a turn. */
  async flush(): Promise<void> {
    const chunk = this.text;
    this.text = '';
    if (this.failure !== undefined) throw this.failure as Error;
    const sink = this.gzip ?? this.file;
    if (!sink.write(chunk)) await Promise.race([once(sink, 'drain'), this.failed]);
    await setImmediate();
  }

  /** Writes out what is left and closes, still under the temporary name. */
  async end(): Promise<void> {
    await this.flush();
    (this.gzip ?? this.file).end();
    await finished(this.file);
  }

  commit(): Promise<void> {
    return commitFile(this.temporary, this.path);
  }

  /** Throws away what was written; harmless after {@link commit}. */
  async discard(): Promise<void> {
    this.gzip?.unpipe(this.file);
    this.gzip?.destroy();
    this.file.destroy();
    // Whatever it failed with has been said by then, or does not matter any more.
    await finished(this.file).catch(() => undefined);
    await rm(this.temporary, { force: true });
  }
}
