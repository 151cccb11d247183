import { availableParallelism } from 'node:os';
import { AisleError, type CallOptions, type Logger } from '../../../base/index.js';
import type { Embedder } from '../embedder.js';
import { modelFolder, verifyModel } from '../fetch/model-folder.js';
import { identityOf, type ModelRecord, type Precision } from '../models/models.js';
import { planBatches } from './batches.js';
import type { WorkerSetup } from './messages.js';
import { WorkerPool } from './pool.js';

export type Device = 'auto' | 'cpu' | 'cuda' | 'webgpu';

export interface EmbedderOptions {
  readonly record: ModelRecord;
  readonly precision: Precision;
  readonly device: Device;
  /** Worker threads; 0: one a core. */
  readonly threads: number;
  readonly cacheDir: string;
  readonly log: Logger;
}

/** Tokens of one padded run: enough to keep a core busy, few enough that a query need not wait long for it. */
const CPU_TOKENS = 512;
const GPU_TOKENS = 16_384;
/** Characters of English product text that make a token, for planning only. */
const CHARACTERS_A_TOKEN = 4;

/**
 * Opens a fetched model in worker threads, one ONNX Runtime thread each. Never uses the network.
 *
 * int8 weights are quantised together with the activations of the whole run, so a vector would depend on the
 * texts beside it (by .1 in a component of a hidden state, measured). Each int8 text therefore runs alone, which
 * on a CPU is no slower, and equal texts have bit-equal vectors; queries are joined into one message. fp32 runs
 * padded batches.
 *
 * Throws `unavailable` (missing, or the named device cannot load), `corrupt` (SHA-256), `bad_config`.
 */
export async function createEmbedder(options: EmbedderOptions): Promise<Embedder> {
  const { record, precision, device, cacheDir, log } = options;
  const identity = identityOf(record, precision);
  const paths = await verifyModel(modelFolder(cacheDir, record, precision), record, precision);
  const threads = options.threads === 0 ? availableParallelism() : options.threads;
  // webgpu only by name: what it cannot compute it silently leaves to the CPU, so `auto` could not judge it.
  const providers = device === 'auto' ? (['cuda', 'cpu'] as const) : [device];
  for (const provider of providers) {
    const budget = provider === 'cpu' ? CPU_TOKENS : GPU_TOKENS;
    const setup: WorkerSetup = {
      ...paths,
      provider,
      dimensions: record.dimensions,
      tokenLimit: record.tokenLimit,
      batchTokens: precision === 'int8' ? 'alone' : budget,
    };
    const pool = new WorkerPool(setup, provider === 'cpu' ? threads : 1, log);
    try {
      await pool.start();
      log.debug({ model: record.id, precision, device: provider }, 'embedder ready');
      return new BertEmbedder(record, identity, provider, pool, budget);
    } catch (error) {
      const reason = (error as { message?: string }).message ?? 'no reason given';
      if (provider === providers.at(-1)) {
        throw new AisleError(
          'unavailable',
          `embedder.device: ${provider} cannot run ${record.id} here (${reason})`,
          { cause: error },
        );
      }
      log.debug({ device: provider, reason }, 'embedding device not usable');
    }
  }
  throw new AisleError('internal', 'embedder.device: no device was tried');
}

class BertEmbedder implements Embedder {
  readonly dimensions: number;
  readonly cosine;
  readonly #prefixes;
  readonly #characters: number;

  constructor(
    record: ModelRecord,
    readonly identity: string,
    readonly device: string,
    private readonly pool: WorkerPool,
    budget: number,
  ) {
    this.dimensions = record.dimensions;
    this.cosine = record.cosine;
    this.#prefixes = record.prefixes;
    this.#characters = budget * CHARACTERS_A_TOKEN;
  }

  embedQuery(text: string, options: CallOptions = {}): Promise<Float32Array> {
    return this.pool.query(this.#prefixes.query + text, options.signal);
  }

  async embedPassages(texts: readonly string[], options: CallOptions = {}): Promise<Float32Array> {
    const rows = new Float32Array(texts.length * this.dimensions);
    const batches = planBatches(
      texts.map((text) => text.length),
      this.#characters,
    );
    await Promise.all(
      batches.map(async (batch) => {
        const prefixed = batch.map((at) => this.#prefixes.passage + (texts[at] ?? ''));
        const part = await this.pool.passages(prefixed, options.signal);
        batch.forEach((at, row) => {
          const start = row * this.dimensions;
          rows.set(part.subarray(start, start + this.dimensions), at * this.dimensions);
        });
      }),
    );
    return rows;
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
