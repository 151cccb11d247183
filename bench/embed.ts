import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { silentLogger } from '../base/index.js';
import {
  createEmbedder,
  createEncode,
  findModel,
  planRuns,
  requireModel,
} from '../engines/embedder/index.js';
import type { RawLoopData, RawLoopReply } from './embed-raw-thread.js';

const MODEL = 'all-MiniLM-L6-v2';
/** Tokens of one run of the bare loop; the embedder's own on a CPU. */
const TOKEN_BUDGET = 512;

export interface EmbedRate {
  readonly name: string;
  readonly textsPerSecond: number;
}

/** Texts a second of the embedder on the CPU in both precisions, each beside a bare ONNX Runtime loop over the same tokens. */
export async function benchEmbed(options: {
  readonly texts: readonly string[];
  readonly modelCache: string;
  /** 0: one a core. */
  readonly threads: number;
}): Promise<EmbedRate[]> {
  const { texts, modelCache } = options;
  const threads = options.threads || availableParallelism();
  const rates: EmbedRate[] = [];
  for (const precision of ['int8', 'fp32'] as const) {
    const record = findModel(MODEL);
    const paths = await requireModel(modelCache, record, precision);
    const json = JSON.parse(await readFile(paths.tokenizer, 'utf8')) as Record<string, unknown>;
    const encode = createEncode(json, record.tokenLimit);
    const tokens = texts.map((text) => encode(record.prefixes.passage + text));
    const raw = await rawLoop(paths.model, tokens, threads);
    rates.push({ name: `${precision}, bare loop`, textsPerSecond: texts.length / raw });

    const embedder = await createEmbedder({
      record,
      precision,
      device: 'cpu',
      threads,
      cacheDir: modelCache,
      log: silentLogger,
    });
    try {
      await embedder.embedPassages(texts.slice(0, 2 * threads));
      const start = performance.now();
      await embedder.embedPassages(texts);
      const seconds = (performance.now() - start) / 1_000;
      rates.push({ name: `${precision}, embedder`, textsPerSecond: texts.length / seconds });
    } finally {
      await embedder.close();
    }
  }
  return rates;
}

/** Seconds that as many threads take for all runs of the model, everything tokenised and planned before. */
async function rawLoop(
  model: string,
  tokens: readonly (readonly number[])[],
  threads: number,
): Promise<number> {
  const runs = planRuns(
    tokens.map((ids) => ids.length),
    TOKEN_BUDGET,
  ).map((run) => run.map((position) => tokens[position] ?? []));
  const seconds = await Promise.all(
    Array.from({ length: threads }, (_, thread) =>
      rawThread({ model, runs: runs.filter((_run, i) => i % threads === thread) }),
    ),
  );
  return Math.max(...seconds);
}

async function rawThread(workerData: RawLoopData): Promise<number> {
  const worker = new Worker(new URL('./embed-raw-thread.js', import.meta.url), { workerData });
  try {
    return await new Promise<number>((resolve, reject) => {
      worker.once('message', ({ seconds }: RawLoopReply) => resolve(seconds));
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}
