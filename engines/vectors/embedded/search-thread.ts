/**
 * The thread that owns one graph: hnswlib blocks its thread while it reads and searches. Meanwhile the caller's
 * thread looks for words.
 */
import { parentPort, workerData } from 'node:worker_threads';
import hnswlib from 'hnswlib-node';
import { Best } from '../best.js';
import { dot } from '../dot.js';
import { spread, unpackMoments } from '../moments.js';
import type { Neighbours } from '../vector-index.js';
import { HNSW } from './parameters.js';

export interface SearchData {
  /** A graph file that has been verified: hnswlib crashes on a truncated one. */
  readonly graph: string;
  readonly size: number;
  readonly dimensions: number;
  readonly vectors: SharedArrayBuffer;
  /** Packed. */
  readonly moments: SharedArrayBuffer;
}

export interface SearchTask {
  readonly query: Float32Array;
  /** At least 1, at most the size. */
  readonly k: number;
}

export type Request = SearchTask | { readonly close: true };
export type Reply = Neighbours | { readonly error: string } | { readonly ready: true };

if (parentPort === null) throw new Error('this file is a worker thread');
const port = parentPort;
const data = workerData as SearchData;
const vectors = new Float32Array(data.vectors);
const moments = unpackMoments(new Float64Array(data.moments), data.dimensions);
const graph = load();
const reply = (message: Reply, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

port.on('message', (request: Request) => {
  if ('close' in request) return port.close();
  try {
    const found = search(request);
    reply(found, [found.ordinals.buffer as ArrayBuffer, found.cosines.buffer as ArrayBuffer]);
  } catch (error) {
    reply({ error: (error as Error).message });
  }
});
reply({ ready: true });

function search({ query, k }: SearchTask): Neighbours {
  // Loading has reset ef to 10. No filter is ever passed: one that throws ends the process.
  graph.setEf(Math.max(HNSW.ef, k));
  const found = graph.searchKnn(Array.from(query), k).neighbors;
  const best = new Best(found.length);
  for (const ordinal of found) {
    best.offer(ordinal, dot(query, vectors, ordinal * data.dimensions, data.dimensions));
  }
  return { ...best.sorted(), ...spread(query, moments) };
}

function load(): hnswlib.HierarchicalNSW {
  const index = new hnswlib.HierarchicalNSW('ip', data.dimensions);
  index.readIndexSync(data.graph);
  if (index.getCurrentCount() !== data.size) {
    throw new Error(`the graph holds ${index.getCurrentCount()} vectors, expected ${data.size}`);
  }
  return index;
}
