import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Aisle } from '../app/index.js';
import { silentLogger } from '../base/index.js';
import { writeCatalog } from '../catalog/generator/index.js';
import { mean, quantile, type Judgments } from '../evaluation/index.js';
import { createEmbedder, createHashEmbedder, findModel, type Embedder } from '../engines/embedder/index.js';
import { understand } from '../query/index.js';
import { ask } from './ask.js';
import type { Model } from './esci.js';
import { readSearches } from './personal.js';
import { rememberQueries } from './remembering-embedder.js';
import { atMost, type BenchReport, type Figure } from './report.js';
import { withInstallation, withWorkspace, type BenchOptions } from './workspace.js';

export interface SearchPathOptions extends BenchOptions {
  /** A judged product file to measure on, besides the generated catalogue. */
  readonly judged?: {
    readonly products: string;
    readonly map?: unknown;
    readonly judgments: Judgments;
  };
  /** Size of the generated catalogue; 0: leave it out. */
  readonly size: number;
  readonly seed: number;
  /** `hash` embeds by hashing words: the vectors mean less, the work of the search path is the same. */
  readonly model: Model | 'hash';
}

interface Search {
  readonly query: string;
  readonly userId: string;
}

interface Targets {
  readonly median: number;
  readonly p95?: number;
}

/** The first searches of a process run unoptimised code. */
const WARM_UP = 1_000;
const FACETS = ['brand', 'category', 'price'];
/** Milliseconds between the samples of the event loop. */
const LOOP_RESOLUTION = 1;
/** Profiles are made of at most this many events. */
const HISTORY = 50;

/** Time of the search path in process, one search at a time, everything but the embedding of the query. */
export async function benchSearchPath(options: SearchPathOptions): Promise<BenchReport> {
  const figures: Figure[] = [];
  await withWorkspace(options.work, async (work) => {
    if (options.judged !== undefined) figures.push(...(await onJudged(options, options.judged, work)));
    if (options.size > 0) figures.push(...(await onGenerated(options, work)));
  });
  return {
    bench: 'search',
    figures,
    notes: [
      `one search at a time, each query once, after ${WARM_UP.toLocaleString('en-US')} other searches; a page of 20 with total, the facets ${FACETS.join(', ')} and a shopper with a history`,
      `vectors by ${options.model}; the query's vector is made beforehand`,
    ],
  };
}

async function onJudged(
  options: SearchPathOptions,
  { products, map, judgments }: NonNullable<SearchPathOptions['judged']>,
  work: string,
): Promise<Figure[]> {
  const embedder = await embedderFor(options);
  const folder = join(work, options.model);
  return withInstallation(
    options,
    { folder, file: products, map, model: configured(options.model), embedder },
    async (aisle) => {
      await buy(aisle, 'bench', judgments);
      const searches = [...judgments.keys()].map((query) => ({ query, userId: 'bench' }));
      const warmUp = await titleSearches(aisle, [...judgments.values()], 'bench');
      return measure(aisle, embedder, searches, warmUp, 'judged catalogue', { median: 2 });
    },
  );
}

async function onGenerated(options: SearchPathOptions, work: string): Promise<Figure[]> {
  const { size, seed, model, onProgress } = options;
  const folder = join(work, `latency-${size}-${seed}-${model}`);
  await mkdir(folder, { recursive: true });
  const written = await writeCatalog(join(folder, 'catalogue.ndjson'), { products: size, seed, onProgress });
  const searches = distinct(await readSearches(written.personal));
  const embedder = await embedderFor(options);
  return withInstallation(
    options,
    { folder, file: written.catalogue, model: configured(model), embedder },
    async (aisle) => {
      await aisle.events.importFile(written.events, onProgress === undefined ? {} : { onProgress });
      const warmUp = searches.splice(0, Math.min(WARM_UP, Math.floor(searches.length / 3)));
      return measure(aisle, embedder, searches, warmUp, 'generated catalogue', { median: 4, p95: 15 });
    },
  );
}

async function measure(
  aisle: Aisle,
  embedder: Embedder,
  searches: readonly Search[],
  warmUp: readonly Search[],
  catalogue: string,
  targets: Targets,
): Promise<Figure[]> {
  for (const { query } of [...warmUp, ...searches]) await embedder.embedQuery(understand(query).text);
  for (let i = 0; i < WARM_UP; i++) {
    const search = warmUp[i % warmUp.length];
    if (search !== undefined) await timed(aisle, search);
  }
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION });
  loop.enable();
  const times: number[] = [];
  const totals: number[] = [];
  const stages = new Map<string, number[]>();
  for (const search of searches) {
    const { ms, total, timings } = await timed(aisle, search);
    times.push(ms);
    totals.push(total);
    for (const [stage, each] of Object.entries(timings)) {
      stages.set(stage, [...(stages.get(stage) ?? []), each]);
    }
  }
  loop.disable();
  const products = (await aisle.readiness()).products ?? 0;
  const subject = `${catalogue}, ${products.toLocaleString('en-US')} products, ${searches.length} queries`;
  return [
    { subject, figure: 'median', value: quantile(times, 0.5), unit: 'ms', target: atMost(targets.median) },
    {
      subject,
      figure: 'p95',
      value: quantile(times, 0.95),
      unit: 'ms',
      ...(targets.p95 === undefined ? {} : { target: atMost(targets.p95) }),
    },
    { subject, figure: 'slowest', value: quantile(times, 1), unit: 'ms' },
    { subject, figure: 'event loop delay, longest', value: loop.max / 1e6, unit: 'ms', target: atMost(20) },
    ...[...stages].map(([stage, each]) => ({
      subject,
      figure: `of it ${stage}, median`,
      value: quantile(each, 0.5),
      unit: 'ms',
    })),
    { subject, figure: 'mean total', value: mean(totals), unit: 'products' },
  ];
}

async function timed(aisle: Aisle, search: Search) {
  const start = performance.now();
  const { total, timings } = await ask(aisle, { ...search, facets: FACETS });
  return { ms: performance.now() - start, total: total.value, timings };
}

/** Gives a shopper a full history of purchases of judged products. */
async function buy(aisle: Aisle, userId: string, judgments: Judgments): Promise<void> {
  const ids = [...judgments.values()].flatMap((gains) => [...gains.keys()].slice(0, 1)).slice(0, HISTORY);
  const events = ids.map((id, i) => ({
    action_name: 'purchase',
    user_id: userId,
    client_id: userId,
    session_id: userId,
    query_id: `bench-${i}`,
    timestamp: new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString(),
    event_attributes: { event_id: `bench-${i}`, object: { object_id: id, object_id_field: 'id' } },
  }));
  await aisle.events.ingest({ events });
}

/** Other queries of the same kind, to warm up with: the first words of titles. */
async function titleSearches(
  aisle: Aisle,
  judged: readonly ReadonlyMap<string, number>[],
  userId: string,
): Promise<Search[]> {
  const ids = judged.flatMap((gains) => [...gains.keys()].slice(1, 9)).slice(0, WARM_UP);
  const products = await Promise.all(ids.map((id) => aisle.product(id)));
  return products.flatMap((product) =>
    product === undefined ? [] : { query: product.title.split(' ').slice(0, 3).join(' '), userId },
  );
}

function distinct(searches: readonly { readonly query: string; readonly shopper: string }[]): Search[] {
  return [...new Map(searches.map(({ query, shopper }) => [query, { query, userId: shopper }])).values()];
}

const configured = (model: Model | 'hash') => (model === 'hash' ? 'none' : model);

async function embedderFor({ config, model }: SearchPathOptions): Promise<Embedder> {
  if (model === 'hash') return rememberQueries(createHashEmbedder());
  const { precision, device, threads, cache } = config.embedder;
  const record = findModel(model);
  return rememberQueries(
    await createEmbedder({ record, precision, device, threads, cacheDir: cache, log: silentLogger }),
  );
}
