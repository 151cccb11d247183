import { mkdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { asStorageError } from '../base/index.js';
import type { Product } from '../catalog/index.js';
import { expectUnchanged, inputOf, openBuild, saveBuild, type Build, type Input } from './build.js';
import { embedStage, type EmbedResult } from './embed-stage.js';
import type { Place } from './engines.js';
import { findFinished, forgetBuild } from './finished.js';
import { checkStopped, tell, type ReindexJob, type ReindexReport } from './job.js';
import { INSIDE, layoutOf, type Layout } from './layout.js';
import type { GenerationMeta } from './meta.js';
import { described, type Lock, type Registry } from './registry.js';
import { readStage, type ReadCounts } from './read-stage.js';
import { Staging } from './staging.js';
import { lostProducts, sampleOrdinals, verify } from './verify.js';
import { writeStage, type Written } from './write-stage.js';

/**
 * Builds a generation from a product file: read → embed → write → verify → publish. Killed at any moment, the same job
 * goes on where it was, and gives what an uninterrupted one gives. Throws `bad_file`, `conflict` (another job runs),
 * `storage_full`, `unavailable` (stopped); the live generation is then what it was.
 */
export async function reindex(job: ReindexJob): Promise<ReindexReport> {
  const layout = layoutOf(job.dataDir);
  try {
    await mkdir(layout.generations, { recursive: true });
    const lock = await job.registry.lock(job.signal === undefined ? {} : { signal: job.signal });
    try {
      const input = await inputOf(job);
      const finished = await findFinished(job, layout, input.key);
      if (finished !== undefined) return await publishFinished(job, layout, finished, lock);
      return await build(job, layout, input, lock);
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw asStorageError(error, job.dataDir);
  }
}

async function build(job: ReindexJob, layout: Layout, input: Input, lock: Lock): Promise<ReindexReport> {
  const seconds: Record<string, number> = {};
  const timed = stagesOf(job, lock, seconds);
  const build = await openBuild(job, layout, input);
  const staging = await openStaging(build);
  let meta: GenerationMeta;
  let vectors: EmbedResult | undefined;
  try {
    const read = build.state.read ?? (await timed('read', () => readAndSave(job, build, input, staging)));
    const { embedder } = job;
    vectors =
      embedder === undefined ? undefined : await timed('embed', () => embedStage(job, embedder, staging));
    const report = join(build.folder, INSIDE.report);
    if (build.state.reported !== undefined) await truncate(report, build.state.reported);
    const products = await timed('write', () => writeStage(job, placeOfBuild(build), staging, report));
    const whole = describe(job, build, read, products, vectors);
    const findings = await timed('verify', () =>
      verifyBuild(job, build, { ...whole, refused: products.refused }, staging),
    );
    meta = { ...whole, findings };
  } finally {
    staging.close();
  }
  const published = await timed('publish', async () => {
    tell(job, { stage: 'publish', done: 0, total: 1, unit: 'generation' });
    await job.registry.add(meta, build.folder, lock);
    return publish(job, layout, meta, lock);
  });
  return reportOf(layout, meta, {
    published,
    embedded: vectors?.embedded ?? 0,
    reused: vectors?.reused ?? 0,
    seconds,
  });
}

/** Publishes what an earlier run of the same command built, verified and did not come to publish. */
async function publishFinished(
  job: ReindexJob,
  layout: Layout,
  meta: GenerationMeta,
  lock: Lock,
): Promise<ReindexReport> {
  const seconds: Record<string, number> = {};
  const lost = lostProducts(meta.size, (await liveMeta(job.registry))?.size);
  const findings = meta.findings.length > 0 || lost === undefined ? meta.findings : [lost];
  const now = { ...meta, findings };
  job.log.info({ generation: meta.id }, 'an earlier run built this generation; it goes on from there');
  const published = await stagesOf(
    job,
    lock,
    seconds,
  )('publish', async () => {
    tell(job, { stage: 'publish', done: 0, total: 1, unit: 'generation' });
    return publish(job, layout, now, lock);
  });
  const reused = meta.vectors === undefined ? 0 : meta.size;
  return reportOf(layout, now, { published, embedded: 0, reused, seconds });
}

type Timed = <T>(stage: string, work: () => Promise<T>) => Promise<T>;

/** Runs one stage after another, unless the job was stopped or lost its lock, and writes down how long each took. */
function stagesOf(job: ReindexJob, lock: Lock, seconds: Record<string, number>): Timed {
  return async (stage, work) => {
    checkStopped(job);
    await lock.check();
    const start = performance.now();
    const result = await work();
    seconds[stage] = (performance.now() - start) / 1_000;
    return result;
  };
}

/** Makes a generation live, if that is wanted and nothing speaks against it; answers whether it is. */
async function publish(job: ReindexJob, layout: Layout, meta: GenerationMeta, lock: Lock): Promise<boolean> {
  const { id, findings } = meta;
  const wanted = job.publish && (findings.length === 0 || job.force);
  if (wanted) await job.registry.switchTo(id, lock);
  // Only now: a job that is killed before finds its generation again.
  await forgetBuild(layout, id);
  tell(job, { stage: 'publish', done: 1, total: 1, unit: 'generation' });
  if (findings.length > 0) {
    const message = wanted
      ? 'published by force in spite of its findings'
      : 'not published: the verification found something';
    job.log.warn({ generation: id, findings }, message);
  }
  return wanted;
}

function reportOf(
  { generations }: Layout,
  { id, rows, size, rejected, repaired, findings }: GenerationMeta,
  done: Pick<ReindexReport, 'published' | 'embedded' | 'reused' | 'seconds'>,
): ReindexReport {
  const reportPath = join(generations, id, INSIDE.report);
  return { generation: id, rows, products: size, rejected, repaired, findings, reportPath, ...done };
}

/** Of what is live; undefined where nothing is, or where it cannot be read any more: a build heals that. */
async function liveMeta(registry: Registry): Promise<GenerationMeta | undefined> {
  const manifest = await registry.manifest();
  return manifest && (await described(registry, manifest.generation));
}

/** The staging of an earlier run counts when that run read the file to its end. */
async function openStaging({ folder, state }: Build): Promise<Staging> {
  const path = join(folder, INSIDE.staging);
  if (state.read === undefined) {
    for (const file of [path, `${path}-journal`]) await rm(file, { force: true });
  }
  return new Staging(path);
}

async function readAndSave(
  job: ReindexJob,
  build: Build,
  input: Input,
  staging: Staging,
): Promise<ReadCounts> {
  const read = await readStage(job, build.folder, staging);
  await expectUnchanged(job.file, input);
  const { size: reported } = await stat(join(build.folder, INSIDE.report));
  await saveBuild({ ...build, state: { ...build.state, read, reported } });
  return read;
}

function describe(
  job: ReindexJob,
  { state }: Build,
  read: ReadCounts,
  products: Written,
  vectors: EmbedResult | undefined,
): GenerationMeta {
  return {
    format: 1,
    id: state.generation,
    builtAt: new Date(job.clock.now()).toISOString(),
    size: read.products,
    rows: read.rows,
    rejected: read.rejected + products.refused.size,
    repaired: read.repaired,
    source: state.source,
    template: job.template,
    ...(state.opsFrom === undefined ? {} : { opsFrom: state.opsFrom }),
    ...(job.embedder === undefined ? {} : { embedder: job.embedder.identity }),
    ...(vectors === undefined ? {} : { vectors: vectors.address }),
    checksums: {
      products: products.checksum,
      ...(vectors === undefined ? {} : { vectors: vectors.checksum }),
    },
    findings: [],
  };
}

async function verifyBuild(
  job: ReindexJob,
  build: Build,
  meta: GenerationMeta & Pick<Written, 'refused'>,
  staging: Staging,
): Promise<string[]> {
  tell(job, { stage: 'verify', done: 0, total: 1, unit: 'generation' });
  const products = await job.engines.products.open(placeOfBuild(build));
  try {
    const vectors = meta.vectors === undefined ? undefined : await job.engines.vectors.open(meta.vectors);
    try {
      const live = await liveMeta(job.registry);
      const sample = await sampled(staging, meta.size);
      return await verify({
        products,
        vectors,
        refused: meta.refused,
        expected: meta.size,
        sample,
        foreign: job.engines.products.foreign === true,
        live: live?.size,
      });
    } finally {
      await vectors?.close();
    }
  } finally {
    await products.close();
    tell(job, { stage: 'verify', done: 1, total: 1, unit: 'generation' });
  }
}

async function sampled(staging: Staging, size: number): Promise<{ ordinal: number; product: Product }[]> {
  const sample: { ordinal: number; product: Product }[] = [];
  const wanted = sampleOrdinals(size).map((ordinal) => ({ ordinal }));
  for await (const [{ ordinal }, product] of staging.pick(wanted)) {
    if (product !== undefined) sample.push({ ordinal, product });
  }
  return sample;
}

function placeOfBuild({ folder, state }: Build): Place {
  return { folder: join(folder, INSIDE.products), name: state.generation };
}
