import { Worker } from 'node:worker_threads';
import { AisleError } from '../../../base/index.js';
import type { Commit } from '../commit.js';
import { fromPlain } from './errors.js';
import type { Reply, Request, WriterData } from './writer-thread.js';
import type { Write, WriteResult } from './writes.js';

/** The calling side of the writer's thread. */
export interface Writer {
  /** Resolves when the write is on the disk. */
  write(write: Write): Promise<WriteResult>;
  /** Resolves when everything sent before is written and the file is closed. */
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (error: AisleError) => void;
}

/** Starts the thread and waits until it has opened the file. */
export async function openWriter(
  data: WriterData,
  onCommit: (commit: Commit) => void = () => undefined,
): Promise<Writer> {
  const worker = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: data });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let dead: AisleError | undefined;
  const send = (request: Request): void => worker.postMessage(request);

  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const die = (error: AisleError): void => {
    dead ??= error;
    for (const { reject } of pending.values()) reject(dead);
    pending.clear();
  };

  await new Promise<void>((resolve, reject) => {
    worker.on('message', (reply: Reply) => {
      if ('ready' in reply) return resolve();
      if ('committed' in reply) return onCommit(reply.committed);
      if ('failed' in reply) return reject(fromPlain(reply.failed));
      const waiting = pending.get(reply.id);
      pending.delete(reply.id);
      if (pending.size === 0) worker.unref();
      if ('error' in reply) waiting?.reject(fromPlain(reply.error));
      else waiting?.resolve(reply.result);
    });
    worker.on('error', (cause) => {
      const error = new AisleError('internal', 'the state store stopped: its writer failed', { cause });
      die(error);
      reject(error);
    });
    void exited.then(() => {
      const error = new AisleError('unavailable', 'the state store is closed');
      die(error);
      reject(error);
    });
  });
  // An idle store does not keep the process alive; a write under way does.
  worker.unref();

  return {
    write: (write) =>
      new Promise((resolve, reject) => {
        if (dead !== undefined) return reject(dead);
        worker.ref();
        pending.set(++lastId, { resolve, reject });
        send({ id: lastId, write });
      }),
    close: async () => {
      worker.ref();
      if (dead === undefined) send({ close: true });
      await exited;
    },
  };
}
