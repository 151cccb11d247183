/**
 * The thread that owns one graph: hnswlib blocks its thread while it reads and searches. Meanwhile the caller's
 * thread looks for words.
 */
import { workerData } from 'node:worker_threads';
import hnswlib from 'hnswlib-node';
import { Best } from '../best.js';
import { dot } from '../dot.js';
import { HNSW } from './parameters.js';

export interface SearchData {
  /** A graph file that has been verified: hnswlib crashes on a truncated one. */
  readonly graph: string;
  readonly size: number;
  readonly dimensions: number;
  readonly vectors: SharedArrayBuffer;
}

export interface SearchTask {
  readonly query: Float32Array;
  /** 0 only makes sure that the graph is loaded. */
  readonly k: number;
}

export interface SearchResult {
  readonly ordinals: Uint32Array;
  readonly cosines: Float32Array;
}

/** Piscina hands its own data over in front of ours. */
const data = (Array.isArray(workerData) ? workerData.at(-1) : workerData) as SearchData;
const vectors = new Float32Array(data.vectors);
const graph = load();

export default function search({ query, k }: SearchTask): SearchResult {
  // Loading has reset ef to 10. No filter is ever passed: one that throws ends the process.
  graph.setEf(Math.max(HNSW.ef, k));
  const found = k === 0 ? [] : graph.searchKnn(Array.from(query), k).neighbors;
  const best = new Best(found.length);
  for (const ordinal of found) {
    best.offer(ordinal, dot(query, vectors, ordinal * data.dimensions, data.dimensions));
  }
  return best.sorted();
}

function load(): hnswlib.HierarchicalNSW {
  const index = new hnswlib.HierarchicalNSW('ip', data.dimensions);
  index.readIndexSync(data.graph);
  if (index.getCurrentCount() !== data.size) {
    throw new Error(`the graph holds ${index.getCurrentCount()} vectors, expected ${data.size}`);
  }
  return index;
}
