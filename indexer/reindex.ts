import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asStorageError, fsyncPath, writeFileAtomic } from '../base/index.js';
import type { Product } from '../catalog/index.js';
import { openBuild, saveBuild, type Build } from './build.js';
import { embedStage, type EmbedResult } from './embed-stage.js';
import { checkStopped, tell, type ReindexJob, type ReindexReport } from './job.js';
import { INSIDE, layoutOf, type Layout } from './layout.js';
import { takeLock } from './lock.js';
import { readManifest, switchManifest } from './manifest.js';
import { readMeta, type GenerationMeta } from './meta.js';
import { readStage, type ReadCounts } from './read-stage.js';
import { Staging } from './staging.js';
import { sampleOrdinals, verify } from './verify.js';
import { writeStage } from './write-stage.js';

/**
 * Builds a generation from a product file: read → embed → write → verify → publish. Killed at any moment, the same job
 * goes on where it was, and gives what an uninterrupted one gives. Throws `bad_file`, `conflict` (another job runs),
 * `storage_full`, `unavailable` (stopped); the live generation is then what it was.
 */
export async function reindex(job: ReindexJob): Promise<ReindexReport> {
  const layout = layoutOf(job.dataDir);
  try {
    await mkdir(layout.generations, { recursive: true });
    await mkdir(layout.vectors, { recursive: true });
    const release = takeLock(layout.lock);
    try {
      return await run(job, layout, await openBuild(job, layout));
    } finally {
      release();
    }
  } catch (error) {
    throw asStorageError(error, job.dataDir);
  }
}

async function run(job: ReindexJob, layout: Layout, build: Build): Promise<ReindexReport> {
  const seconds: Record<string, number> = {};
  const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
    checkStopped(job);
    const start = performance.now();
    const result = await work();
    seconds[stage] = (performance.now() - start) / 1_000;
    return result;
  };
  const staging = await openStaging(build);
  let meta: GenerationMeta;
  let vectors: EmbedResult | undefined;
  try {
    const read = build.state.read ?? (await timed('read', () => readAndSave(job, build, staging)));
    const { embedder } = job;
    vectors =
      embedder === undefined
        ? undefined
        : await timed('embed', () => embedStage(job, embedder, layout.vectors, staging));
    const products = await timed('write', () => writeStage(job, build.folder, staging));
    const whole = describe(job, build, read, products, vectors);
    const findings = await timed('verify', () => verifyBuild(job, layout, build, whole, staging));
    meta = { ...whole, findings };
  } finally {
    staging.close();
  }
  const publish = job.publish && (meta.findings.length === 0 || job.force);
  await timed('publish', async () => {
    tell(job, { stage: 'publish', done: 0, total: 1, unit: 'generation' });
    await settle(layout, build, meta);
    if (publish) await switchManifest(layout.manifest, meta.id);
    tell(job, { stage: 'publish', done: 1, total: 1, unit: 'generation' });
  });
  if (meta.findings.length > 0) {
    const message = publish
      ? 'published by force in spite of its findings'
      : 'not published: the verification found something';
    job.log.warn({ generation: meta.id, findings: meta.findings }, message);
  }
  return {
    generation: meta.id,
    published: publish,
    rows: meta.rows,
    products: meta.size,
    rejected: meta.rejected,
    repaired: meta.repaired,
    embedded: vectors?.embedded ?? 0,
    reused: vectors?.reused ?? 0,
    findings: meta.findings,
    seconds,
    reportPath: join(layout.generations, meta.id, INSIDE.report),
  };
}

/** The staging of an earlier run counts when that run read the file to its end. */
async function openStaging({ folder, state }: Build): Promise<Staging> {
  const path = join(folder, INSIDE.staging);
  if (state.read === undefined) {
    for (const file of [path, `${path}-journal`]) await rm(file, { force: true });
  }
  return new Staging(path);
}

async function readAndSave(job: ReindexJob, build: Build, staging: Staging): Promise<ReadCounts> {
  const read = await readStage(job, build.folder, staging);
  await saveBuild({ ...build, state: { ...build.state, read } });
  return read;
}

function describe(
  job: ReindexJob,
  { state }: Build,
  read: ReadCounts,
  products: string,
  vectors: EmbedResult | undefined,
): GenerationMeta {
  return {
    format: 1,
    id: state.generation,
    builtAt: new Date(job.clock.now()).toISOString(),
    size: read.products,
    rows: read.rows,
    rejected: read.rejected,
    repaired: read.repaired,
    source: state.source,
    template: job.template,
    ...(job.embedder === undefined ? {} : { embedder: job.embedder.identity }),
    ...(vectors === undefined ? {} : { vectors: vectors.address }),
    checksums: { products, ...(vectors === undefined ? {} : { vectors: vectors.checksum }) },
    findings: [],
  };
}

async function verifyBuild(
  job: ReindexJob,
  layout: Layout,
  build: Build,
  meta: GenerationMeta,
  staging: Staging,
): Promise<string[]> {
  tell(job, { stage: 'verify', done: 0, total: 1, unit: 'generation' });
  const products = await job.engines.openProducts(join(build.folder, INSIDE.products));
  try {
    const vectors =
      meta.vectors === undefined
        ? undefined
        : await job.engines.openVectors(join(layout.vectors, meta.vectors));
    try {
      const manifest = await readManifest(layout.manifest);
      const live = manifest && (await readMeta(join(layout.generations, manifest.generation)));
      const sample = [...sampled(staging, meta.size)];
      return await verify({ products, vectors, expected: meta.size, sample, live: live?.size });
    } finally {
      await vectors?.close();
    }
  } finally {
    await products.close();
    tell(job, { stage: 'verify', done: 1, total: 1, unit: 'generation' });
  }
}

function* sampled(staging: Staging, size: number): Generator<{ ordinal: number; product: Product }> {
  for (const ordinal of sampleOrdinals(size)) {
    const product = staging.at(ordinal);
    if (product !== undefined) yield { ordinal, product };
  }
}

/** The build's folder becomes the generation's, whole: the meta file is in it before it gets its name. */
async function settle(layout: Layout, { folder }: Build, meta: GenerationMeta): Promise<void> {
  await writeFileAtomic(join(folder, INSIDE.meta), `${JSON.stringify(meta, undefined, 2)}\n`);
  const home = join(layout.generations, meta.id);
  await rename(folder, home);
  await fsyncPath(layout.generations);
  // The state goes first: it would promise a later run a staging that is no longer there.
  for (const name of [INSIDE.build, INSIDE.staging, `${INSIDE.staging}-journal`]) {
    await rm(join(home, name), { force: true });
  }
}
