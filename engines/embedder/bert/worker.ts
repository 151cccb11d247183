import { Worker } from 'node:worker_threads';
import { AisleError } from '../../../base/index.js';
import type { WorkerReply, WorkerRequest, WorkerSetup } from './messages.js';

/** The calling side of one embedding thread: one request at a time. */
export interface EmbeddingWorker {
  run(texts: readonly string[]): Promise<Float32Array>;
  stop(): Promise<void>;
}

/** Starts a thread and waits until its model answers. `onExit` is told once when a started thread ends. */
export async function startWorker(setup: WorkerSetup, onExit: () => void): Promise<EmbeddingWorker> {
  const worker = new Worker(new URL('./worker-thread.js', import.meta.url), { workerData: setup });
  let pending:
    { id: number; resolve: (rows: Float32Array) => void; reject: (error: AisleError) => void } | undefined;
  let lastId = 0;
  let cause: unknown;
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (reply: WorkerReply) => {
      if ('ready' in reply) return resolve();
      if ('failed' in reply) return reject(new AisleError('unavailable', reply.failed));
      if (pending?.id !== reply.id) return;
      const { resolve: answer, reject: refuse } = pending;
      pending = undefined;
      worker.unref();
      if ('rows' in reply) answer(reply.rows);
      else refuse(new AisleError('internal', `embedding failed: ${reply.error}`));
    });
    worker.on('error', (error) => (cause = error));
    worker.once('exit', () => {
      const error = new AisleError('unavailable', 'an embedding worker stopped in the middle of its work', {
        cause,
      });
      reject(error);
      pending?.reject(error);
      pending = undefined;
      onExit();
    });
  });
  // Idle workers do not keep the process alive.
  worker.unref();
  return {
    run: (texts) =>
      new Promise((resolve, reject) => {
        worker.ref();
        pending = { id: ++lastId, resolve, reject };
        worker.postMessage({ id: lastId, texts } satisfies WorkerRequest);
      }),
    stop: async () => {
      await worker.terminate();
    },
  };
}
