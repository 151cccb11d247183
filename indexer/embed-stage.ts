import { createHash } from 'node:crypto';
import { passageText, vectorKey, type Embedder } from '../engines/embedder/index.js';
import { isToBuildAnew } from './build-anew.js';
import { checkStopped, tell, type ReindexJob } from './job.js';
import type { Staging } from './staging.js';

/** Texts in one call of the embedder: enough to sort by length, little enough that progress is seen. */
const BATCH = 256;
/** Batches under way at once: the next is read and tokenised while one is embedded. */
const IN_FLIGHT = 3;

export interface EmbedResult {
  /** Content address of the vector index. */
  readonly address: string;
  readonly checksum: string;
  readonly embedded: number;
  readonly reused: number;
}

/**
 * Puts the vectors of all staged products into an index that is addressed by its content, in the order of ids.
 * The same texts under the same model give the same address: then nothing is embedded and no graph is built.
 */
export async function embedStage(
  job: ReindexJob,
  embedder: Embedder,
  staging: Staging,
): Promise<EmbedResult> {
  const size = staging.size;
  const address = await contentAddress(job, embedder, staging);
  const known = await checksumOf(job, address, size);
  if (known !== undefined) {
    tell(job, { stage: 'embed', done: size, total: size, unit: 'products' });
    return { address, checksum: known, embedded: 0, reused: size };
  }
  const writer = await job.engines.vectors.openWriter(address, {
    dimensions: embedder.dimensions,
    expected: size,
  });
  try {
    const embedded = await writeVectors(job, embedder, staging, size, (rows) => writer.append(rows));
    tell(job, { stage: 'graph', done: 0, total: size, unit: 'vectors' });
    const { checksum } = await writer.finish((progress) => tell(job, { ...progress, stage: 'graph' }));
    tell(job, { stage: 'graph', done: size, total: size, unit: 'vectors' });
    return { address, checksum, embedded, reused: size - embedded };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** SHA-256 over the keys of all texts, in the order of ids. */
async function contentAddress(job: ReindexJob, embedder: Embedder, staging: Staging): Promise<string> {
  const hash = createHash('sha256').update(`${embedder.identity}\n${job.template}\n`);
  for (const products of staging.batches()) {
    checkStopped(job);
    for (const product of products) {
      hash.update(vectorKey(embedder.identity, passageText(product, job.template)));
    }
    await nextTurn();
  }
  return hash.digest('hex').slice(0, 32);
}

/** The checksum of the vectors that are already there, whole; undefined when there are none or they are damaged. */
async function checksumOf(job: ReindexJob, address: string, size: number): Promise<string | undefined> {
  try {
    const vectors = await job.engines.vectors.open(address);
    await vectors.close();
    return vectors.size === size ? vectors.checksum : undefined;
  } catch (error) {
    // A generation may be answering by them: the writer begins by removing what is there.
    if (!isToBuildAnew(error)) throw error;
    job.log.debug({ address, err: error }, 'no vectors to reuse');
    return undefined;
  }
}

async function writeVectors(
  job: ReindexJob,
  embedder: Embedder,
  staging: Staging,
  size: number,
  append: (rows: Float32Array) => Promise<void>,
): Promise<number> {
  let done = 0;
  let embedded = 0;
  const waiting: Promise<{ rows: Float32Array; missing: number }>[] = [];
  const settle = async () => {
    const next = waiting.shift();
    if (next === undefined) return;
    const { rows, missing } = await next;
    await append(rows);
    embedded += missing;
    done += rows.length / embedder.dimensions;
    tell(job, { stage: 'embed', done, total: size, unit: 'products' });
  };
  try {
    for (const products of staging.batches(BATCH)) {
      checkStopped(job);
      const texts = products.map((product) => passageText(product, job.template));
      const batch = embedBatch(job, embedder, texts);
      // A batch that fails while an earlier one is awaited is no unhandled rejection.
      batch.catch(() => undefined);
      waiting.push(batch);
      if (waiting.length >= IN_FLIGHT) await settle();
    }
    while (waiting.length > 0) await settle();
  } finally {
    await Promise.allSettled(waiting);
  }
  return embedded;
}

/** Vectors of some texts: those the cache holds, the others computed and kept. */
async function embedBatch(
  job: ReindexJob,
  embedder: Embedder,
  texts: readonly string[],
): Promise<{ rows: Float32Array; missing: number }> {
  const { dimensions, identity } = embedder;
  const keys = texts.map((text) => vectorKey(identity, text));
  const known = job.cache.read(keys, dimensions);
  const rows = new Float32Array(texts.length * dimensions);
  const missing: number[] = [];
  known.forEach((vector, i) => {
    if (vector === undefined) missing.push(i);
    else rows.set(vector, i * dimensions);
  });
  if (missing.length > 0) {
    const computed = await embedder.embedPassages(
      missing.map((i) => texts[i] as string),
      job.signal === undefined ? undefined : { signal: job.signal },
    );
    missing.forEach((at, i) =>
      rows.set(computed.subarray(i * dimensions, (i + 1) * dimensions), at * dimensions),
    );
    job.cache.write(
      missing.map((i) => keys[i] as string),
      computed,
      dimensions,
    );
  }
  return { rows, missing: missing.length };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
