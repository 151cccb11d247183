/** Thread of a build: one pass over the vector file gives the moments and, for a large catalogue, the graph. */
import { closeSync, openSync, readSync } from 'node:fs';
import hnswlib from 'hnswlib-node';
import { covarianceStride, MomentSums, packMoments } from '../moments.js';
import { HNSW } from './parameters.js';

export interface BuildTask {
  readonly vectors: string;
  readonly size: number;
  readonly dimensions: number;
  /** Where the graph goes; absent: none is built. */
  readonly graph?: string;
  /** One Int32: the vectors done. */
  readonly done: SharedArrayBuffer;
}

/** Answers the packed moments. The graph file must be checked afterwards: hnswlib does not notice a failed write. */
export default function build(task: BuildTask): Float64Array {
  const { size, dimensions } = task;
  const done = new Int32Array(task.done);
  const sums = new MomentSums(dimensions, covarianceStride(size));
  const graph = task.graph === undefined ? undefined : new hnswlib.HierarchicalNSW('ip', dimensions);
  graph?.initIndex(size, HNSW.m, HNSW.efConstruction, HNSW.seed);
  forEachRow(task, (row, ordinal) => {
    sums.add(row);
    graph?.addPoint(Array.from(row), ordinal);
    Atomics.store(done, 0, ordinal + 1);
  });
  if (task.graph !== undefined) graph?.writeIndexSync(task.graph);
  return packMoments(sums.result());
}

function forEachRow(task: BuildTask, visit: (row: Float32Array, ordinal: number) => void): void {
  const { size, dimensions } = task;
  const rowsAtOnce = Math.max(1, Math.floor((1 << 20) / (4 * dimensions)));
  const rows = new Float32Array(rowsAtOnce * dimensions);
  const file = openSync(task.vectors, 'r');
  try {
    for (let first = 0; first < size; first += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, size - first);
      fill(file, new Uint8Array(rows.buffer, 0, count * dimensions * 4), first * dimensions * 4);
      for (let r = 0; r < count; r += 1) {
        visit(rows.subarray(r * dimensions, (r + 1) * dimensions), first + r);
      }
    }
  } finally {
    closeSync(file);
  }
}

function fill(file: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length;) {
    const read = readSync(file, bytes, at, bytes.length - at, position + at);
    if (read === 0) throw new Error('the vector file ends early');
    at += read;
  }
}
