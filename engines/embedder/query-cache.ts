import { LRUCache } from 'lru-cache';
import { AisleError, type CallOptions } from '../../base/index.js';
import type { Embedder } from './embedder.js';
import { vectorKey } from './embedding-cache.js';

/** Where the vector of a query came from: known, a run for the same query that was under way, a run of its own. */
export type QueryVectorSource = 'known' | 'joined' | 'embedded';

export interface QueryCacheOptions {
  /** Bytes of vectors and keys at most; what goes first is what was asked longest ago. */
  readonly bytes: number;
  readonly onQuery: (source: QueryVectorSource) => void;
}

/** A key (64 characters), its vector's array and its place in two maps. */
const OVERHEAD = 320;

interface Run {
  readonly vector: Promise<Float32Array>;
  /** Callers that have not given up. */
  waiting: number;
  readonly cancel: () => void;
}

/**
 * Vectors of queries that were asked lately, of all models together, in front of each. Queries are told apart as they are
 * given: give them in one spelling. Keys are hashes: no text stays in memory here. Equal queries that come together are one
 * run, which ends early when all of them gave up; one that fails is forgotten.
 */
export function createQueryCache({ bytes, onQuery }: QueryCacheOptions): (embedder: Embedder) => Embedder {
  const known = new LRUCache<string, Float32Array>({
    maxSize: bytes,
    sizeCalculation: ({ byteLength }) => byteLength + OVERHEAD,
  });
  const running = new Map<string, Run>();

  const start = (embedder: Embedder, key: string, text: string): Run => {
    const given = new AbortController();
    const forget = () => {
      if (running.get(key) === run) running.delete(key);
    };
    const run: Run = {
      vector: embedder.embedQuery(text, { signal: given.signal }).then((vector) => {
        known.set(key, vector);
        return vector;
      }),
      waiting: 0,
      cancel: () => {
        // Who asks from now on wants a run that is not cancelled.
        forget();
        given.abort();
      },
    };
    running.set(key, run);
    run.vector.then(forget, forget);
    return run;
  };

  return (embedder) => ({
    ...embedder,
    embedQuery: async (text, options) => {
      const signal = options?.signal;
      if (signal?.aborted === true) throw cancelled(signal);
      const key = vectorKey(embedder.identity, text);
      const vector = known.get(key);
      if (vector !== undefined) {
        onQuery('known');
        // A copy: what a caller does with its array is its own affair.
        return vector.slice();
      }
      const under = running.get(key);
      onQuery(under === undefined ? 'embedded' : 'joined');
      return wait(under ?? start(embedder, key, text), options);
    },
  });
}

/** A caller's own part in a run: giving up ends it for this caller, and the run with the last of them. */
function wait(run: Run, options: CallOptions | undefined): Promise<Float32Array> {
  const signal = options?.signal;
  run.waiting++;
  return new Promise((resolve, reject) => {
    const failed: (error: unknown) => void = reject;
    const leave = () => {
      reject(cancelled(signal));
      if (--run.waiting === 0) run.cancel();
    };
    signal?.addEventListener('abort', leave, { once: true });
    run.vector.then(
      (vector) => {
        signal?.removeEventListener('abort', leave);
        resolve(vector.slice());
      },
      (error: unknown) => {
        signal?.removeEventListener('abort', leave);
        failed(error);
      },
    );
  });
}

function cancelled(signal: AbortSignal | undefined): AisleError {
  return new AisleError('deadline_exceeded', 'the embedding was cancelled', { cause: signal?.reason });
}
