import { Worker } from 'node:worker_threads';
import { AisleError } from '../../../base/index.js';
import type { Neighbours } from '../vector-index.js';
import type { Reply, Request, SearchData, SearchTask } from './search-thread.js';

/** The calling side of the thread that owns one graph. */
export interface GraphOwner {
  /** One after another, in the order they were asked. Throws `unavailable` when the thread died or was closed. */
  search(task: SearchTask): Promise<Neighbours>;
  /** Lets the searches under way end. */
  close(): Promise<void>;
}

/**
 * Starts the thread and waits until the graph is loaded; one that died is started again by the next search. A plain
 * channel: a pool's hand-over, with its queue and its waking of a sleeping thread, cost more of the caller's thread than
 * the rest of the search by meaning.
 */
export async function startGraphOwner(data: SearchData, start = startGraphThread): Promise<GraphOwner> {
  let thread: Promise<GraphOwner> | undefined;
  const open = (): Promise<GraphOwner> => {
    if (thread !== undefined) return thread;
    // Of one thread both its error and its end are told, of one that never began neither; another may run already.
    const gone = () => {
      if (thread === started) thread = undefined;
    };
    const started = start(data, gone);
    thread = started;
    started.catch(gone);
    return started;
  };
  let closed = false;
  await open();
  return {
    search: async (task) => {
      if (closed) throw died('is closed');
      return (await open()).search(task);
    },
    close: async () => {
      closed = true;
      // Whoever asked for one that did not start was told why.
      const last = await thread?.catch(() => undefined);
      await last?.close();
    },
  };
}

/** One thread, once; `onEnd`: it is gone, whatever the reason. */
export async function startGraphThread(data: SearchData, onEnd: () => void): Promise<GraphOwner> {
  const worker = new Worker(new URL('./search-thread.js', import.meta.url), { workerData: data });
  const waiting: { resolve: (found: Neighbours) => void; reject: (error: Error) => void }[] = [];
  const fail = (error: AisleError) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const end = (cause?: unknown) => {
      onEnd();
      const error = died('died', cause);
      fail(error);
      reject(error);
    };
    worker.on('message', (reply: Reply) => {
      if ('ready' in reply) return resolve();
      // In the order they were asked.
      const next = waiting.shift();
      if (waiting.length === 0) worker.unref();
      if ('error' in reply) next?.reject(new AisleError('internal', `the graph failed: ${reply.error}`));
      else next?.resolve(reply);
    });
    worker.on('error', end);
    void exited.then(() => end());
  });
  // An idle graph does not keep the process alive; a search under way does.
  worker.unref();
  return {
    search: (task) =>
      new Promise((resolve, reject) => {
        worker.ref();
        waiting.push({ resolve, reject });
        worker.postMessage(task satisfies Request);
      }),
    close: async () => {
      worker.ref();
      worker.postMessage({ close: true } satisfies Request);
      await exited;
    },
  };
}

const died = (how: string, cause?: unknown): AisleError =>
  new AisleError('unavailable', `the thread of the vector graph ${how}`, { cause });
