import { Piscina } from 'piscina';
import { AisleError, type OnProgress } from '../../../base/index.js';
import type { BuildTask } from './build-thread.js';

const PROGRESS_MS = 500;

/** Moments (packed) and graph of a vector file, made in a thread of its own. Throws `conflict` when aborted. */
export async function buildIndex(
  task: Omit<BuildTask, 'done'>,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Float64Array> {
  const done = new SharedArrayBuffer(4);
  const count = new Int32Array(done);
  const report = (): void =>
    onProgress?.({
      stage: 'index vectors',
      done: Atomics.load(count, 0),
      total: task.size,
      unit: 'vectors',
    });
  const pool = new Piscina<BuildTask, Float64Array>({
    filename: new URL('./build-thread.js', import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
  });
  const timer = setInterval(report, PROGRESS_MS);
  try {
    const packed = await pool.run({ ...task, done }, { signal });
    report();
    return packed;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new AisleError('conflict', 'the vector writer was aborted', { cause: error });
  } finally {
    clearInterval(timer);
    await pool.destroy();
  }
}
