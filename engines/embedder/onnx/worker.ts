import { Worker } from 'node:worker_threads';
import { AisleError } from '../../../base/index.js';
import type { Reply, Request, WorkerData } from './protocol.js';

/** The calling side of one worker thread. */
export interface EmbedWorker {
  /** One request at a time. Rejects with `internal` (the model failed) or `unavailable` (the thread died). */
  run(texts: readonly string[], alone: boolean): Promise<Float32Array>;
  /** False once the thread is gone. */
  readonly alive: boolean;
  close(): Promise<void>;
}

/** Starts a thread and waits until its model is loaded. Rejects with what the runtime said. */
export async function startWorker(data: WorkerData): Promise<EmbedWorker> {
  const worker = new Worker(new URL('./worker-thread.js', import.meta.url), { workerData: data });
  let waiting: { resolve(rows: Float32Array): void; reject(error: AisleError): void } | undefined;
  let alive = true;
  let lastId = 0;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  await new Promise<void>((resolve, reject) => {
    const die = (cause?: unknown): void => {
      alive = false;
      const error = new AisleError('unavailable', 'an embedding thread died', { cause });
      waiting?.reject(error);
      waiting = undefined;
      reject(error);
    };
    worker.on('message', (reply: Reply) => {
      if ('ready' in reply) return resolve();
      if ('failed' in reply) return reject(new AisleError('unavailable', reply.failed));
      const done = waiting;
      waiting = undefined;
      worker.unref();
      if ('error' in reply) done?.reject(new AisleError('internal', `the model failed: ${reply.error}`));
      else done?.resolve(reply.rows);
    });
    worker.on('error', die);
    void exited.then(() => die());
  });
  // An idle embedder does not keep the process alive; work under way does.
  worker.unref();

  return {
    get alive() {
      return alive;
    },
    run: (texts, alone) =>
      new Promise((resolve, reject) => {
        if (!alive) return reject(new AisleError('unavailable', 'an embedding thread died'));
        worker.ref();
        waiting = { resolve, reject };
        worker.postMessage({ id: ++lastId, texts, alone } satisfies Request);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}
