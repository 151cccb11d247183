import { availableParallelism } from 'node:os';
import { AisleError, type Logger } from '../../../base/index.js';
import type { Embedder } from '../embedder.js';
import { requireModel, type ModelPaths } from '../models/installed.js';
import { identityOf, type ModelRecord, type Precision } from '../models/records.js';
import { hasCudaLibrary } from './cuda-library.js';
import type { Device } from './protocol.js';
import { WorkerPool } from './worker-pool.js';
import { startWorker, type EmbedWorker } from './worker.js';

export interface EmbedderOptions {
  readonly record: ModelRecord;
  readonly precision: Precision;
  readonly device: Device | 'auto';
  /** Threads for embedding; 0: one a core. */
  readonly threads: number;
  readonly cacheDir: string;
  readonly log: Logger;
}

/** Tokens of one run: on a CPU about eight products, which keeps the caches warm; a GPU wants many more. */
const TOKEN_BUDGET: Readonly<Record<Device, number>> = { cpu: 512, cuda: 16_384, webgpu: 8_192 };
/** Passages of one request to a thread: a query waits at most for these. */
const CHUNK: Readonly<Record<Device, number>> = { cpu: 32, cuda: 256, webgpu: 128 };

/**
 * A sentence encoder in worker threads. Never touches the network: throws `unavailable` or `corrupt` for a model that
 * is not in the cache, `bad_config` for a device that was named and cannot be used.
 */
export async function createEmbedder(options: EmbedderOptions): Promise<Embedder> {
  const { record, precision, log } = options;
  const paths = await requireModel(options.cacheDir, record, precision);
  const { device, first, start } = await startFirst(options, paths);
  // Threads beat a runtime with several of its own: no waiting for each other within a layer.
  const count = device === 'cpu' ? options.threads || availableParallelism() : 1;
  const others = await Promise.all(Array.from({ length: count - 1 }, start));
  const pool = new WorkerPool([first, ...others], record.dimensions, start, log);
  const chunk = CHUNK[device];
  return {
    identity: identityOf(record, precision),
    dimensions: record.dimensions,
    device,
    cosine: record.cosine,
    embedQuery: (text, call) => pool.query(record.prefixes.query + text, call),
    embedPassages: async (texts, call) => {
      const order = byLength(texts);
      const parts: Promise<{ at: readonly number[]; rows: Float32Array }>[] = [];
      for (let from = 0; from < order.length; from += chunk) {
        const at = order.slice(from, from + chunk);
        const prefixed = at.map((position) => record.prefixes.passage + (texts[position] ?? ''));
        parts.push(pool.passages(prefixed, call).then((rows) => ({ at, rows })));
      }
      return inOrder(await Promise.all(parts), texts.length, record.dimensions);
    },
    close: () => pool.close(),
  };
}

/** The device to use, found by starting a thread on it. */
async function startFirst(
  { record, device, log }: EmbedderOptions,
  paths: ModelPaths,
): Promise<{ device: Device; first: EmbedWorker; start: () => Promise<EmbedWorker> }> {
  const automatic: readonly Device[] = hasCudaLibrary() ? ['cuda', 'cpu'] : ['cpu'];
  const candidates = device === 'auto' ? automatic : [device];
  if (device === 'cuda' && !hasCudaLibrary()) {
    throw new AisleError(
      'bad_config',
      'embedder.device: cuda cannot be used here, since ONNX Runtime was installed without its CUDA libraries (install it again without ONNXRUNTIME_NODE_INSTALL=skip)',
    );
  }
  let cause: unknown;
  for (const provider of candidates) {
    const start = () =>
      startWorker({
        model: paths.model,
        tokenizer: paths.tokenizer,
        provider,
        dimensions: record.dimensions,
        tokenLimit: record.tokenLimit,
        threads: 1,
        tokenBudget: TOKEN_BUDGET[provider],
      });
    try {
      return { device: provider, first: await start(), start };
    } catch (error) {
      cause = error;
      log.debug({ device: provider, reason: (error as Error).message }, 'this device cannot be used');
    }
  }
  throw new AisleError(
    'bad_config',
    `embedder.device: ${candidates.join(' or ')} cannot be used here: ${(cause as Error).message}`,
    { cause },
  );
}

/** Positions by length of the text: texts of like length make runs with little padding. */
function byLength(texts: readonly string[]): number[] {
  return texts.map((_, i) => i).sort((a, b) => (texts[a]?.length ?? 0) - (texts[b]?.length ?? 0) || a - b);
}

function inOrder(
  parts: readonly { readonly at: readonly number[]; readonly rows: Float32Array }[],
  count: number,
  dimensions: number,
): Float32Array {
  const all = new Float32Array(count * dimensions);
  for (const { at, rows } of parts) {
    at.forEach((position, i) =>
      all.set(rows.subarray(i * dimensions, (i + 1) * dimensions), position * dimensions),
    );
  }
  return all;
}
