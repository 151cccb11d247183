import { mkdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AisleError, asStorageError, fsyncPath, sha256File, writeFileAtomic } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import type { ProductIndexWriter, RefusedProduct } from '../product-index.js';
import {
  DOCUMENTS_FILE,
  FORMAT_VERSION,
  META_FILE,
  SCRATCH_FOLDER,
  SEGMENT_FILE,
  type Meta,
} from './format.js';
import type { WriterReply, WriterRequest } from './writer-messages.js';

/** Products handed to the thread at once: copying them must not hold up the caller's thread. */
const BATCH = 500;

/**
 * Starts a product index in `folder` (made if need be; an unfinished one there is thrown away). Ids ascend in UTF-8
 * order; `append` throws `bad_request` where they do not, and any call `storage_full` when the disk is.
 */
export async function openEmbeddedWriter(folder: string): Promise<ProductIndexWriter> {
  try {
    await mkdir(folder, { recursive: true });
    await rm(join(folder, META_FILE), { force: true });
  } catch (error) {
    throw asStorageError(error, folder);
  }
  return new EmbeddedWriter(folder, new WriterThread(folder));
}

class EmbeddedWriter implements ProductIndexWriter {
  private state: 'open' | 'failed' | 'done' = 'open';

  constructor(
    private readonly folder: string,
    private readonly thread: WriterThread,
  ) {}

  async append(products: readonly Product[]): Promise<void> {
    this.expectOpen();
    for (let at = 0; at < products.length; at += BATCH) {
      await this.ask({ kind: 'append', products: products.slice(at, at + BATCH) });
    }
  }

  async finish(): Promise<{ size: number; checksum: string; refused: readonly RefusedProduct[] }> {
    this.expectOpen();
    const { built } = await this.ask({ kind: 'finish' });
    if (built === undefined)
      throw new AisleError('internal', 'the product index thread answered without a result');
    try {
      await fsyncPath(join(this.folder, DOCUMENTS_FILE));
      await fsyncPath(join(this.folder, SEGMENT_FILE));
      const documents = await sha256File(join(this.folder, DOCUMENTS_FILE));
      const meta: Meta = { format: FORMAT_VERSION, ...built, documents };
      await writeFileAtomic(join(this.folder, META_FILE), `${JSON.stringify(meta, null, 2)}\n`);
    } catch (error) {
      this.state = 'failed';
      throw asStorageError(error, this.folder);
    }
    this.state = 'done';
    await this.thread.stop();
    return { size: built.size, checksum: built.checksum, refused: [] };
  }

  async abort(): Promise<void> {
    if (this.state === 'done') return;
    this.state = 'done';
    await this.thread.stop();
    for (const name of [
      META_FILE,
      SEGMENT_FILE,
      DOCUMENTS_FILE,
      `${DOCUMENTS_FILE}-journal`,
      SCRATCH_FOLDER,
    ]) {
      await rm(join(this.folder, name), { recursive: true, force: true });
    }
    // Left in place when something else lies there.
    await rmdir(this.folder).catch(() => undefined);
  }

  private expectOpen(): void {
    if (this.state !== 'open') throw new AisleError('conflict', 'the product index writer is closed');
  }

  private async ask(request: WriterRequest): Promise<Extract<WriterReply, { ok: true }>> {
    const reply = await this.thread.ask(request).catch((error: unknown) => {
      this.state = 'failed';
      throw error;
    });
    if (reply.ok) return reply;
    this.state = 'failed';
    throw new AisleError(reply.code, reply.message, { cause: reply.detail });
  }
}

/** The calling side of the writer's thread: requests are answered in order. */
class WriterThread {
  private readonly worker: Worker;
  private readonly waiting: { resolve: (reply: WriterReply) => void; reject: (error: AisleError) => void }[] =
    [];
  private readonly exited: Promise<void>;
  private dead: AisleError | undefined;

  constructor(folder: string) {
    this.worker = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: folder });
    this.worker.on('message', (reply: WriterReply) => this.waiting.shift()?.resolve(reply));
    this.worker.on('error', (cause) =>
      this.die(new AisleError('internal', 'the product index thread failed', { cause })),
    );
    this.exited = new Promise((resolve) =>
      this.worker.once('exit', () => {
        this.die(new AisleError('unavailable', 'the product index thread has ended'));
        resolve();
      }),
    );
  }

  ask(request: WriterRequest): Promise<WriterReply> {
    return new Promise((resolve, reject) => {
      if (this.dead !== undefined) {
        reject(this.dead);
        return;
      }
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(request);
    });
  }

  /** Closes the files and ends the thread. */
  async stop(): Promise<void> {
    if (this.dead === undefined) await this.ask({ kind: 'close' }).catch(() => undefined);
    await this.exited;
  }

  private die(error: AisleError): void {
    this.dead ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
