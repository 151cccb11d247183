import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AisleError, silentLogger } from '../../base/index.js';
import { quantile } from '../../evaluation/index.js';
import { createEmbedder, findModel, type Embedder } from '../../engines/embedder/index.js';
import type { SearchAnswer } from '../../search/index.js';
import type { BenchReport, Figure } from '../report.js';
import { withWorkspace } from '../workspace.js';
import { createClient } from './client.js';
import { corpusOf } from './peers/corpus.js';
import { openFts5 } from './peers/fts5.js';
import { openLanceDb } from './peers/lancedb.js';
import { openOrama } from './peers/orama.js';
import type { Corpus, Peer } from './peers/peer.js';
import { searchBody } from './search-body.js';
import { withServer, type Served } from './serve.js';
import { prepareShops, type BenchShop, type ServiceOptions } from './shop.js';
import { suggestTimes } from './suggest-times.js';
import { timeFigures } from './timing.js';

export interface LatencyOptions extends ServiceOptions {
  /** Install LanceDB and Orama into the work folder, and measure them too. */
  readonly peers: boolean;
}

/** One way of answering, one query at a time. */
interface Times {
  readonly whole: number[];
  /** The same without the embedding of the query. */
  readonly rest: number[];
}

/** Ours over HTTP. There `rest` is an estimate: the embedding runs beside the words. */
interface OurTimes extends Times {
  /** The same queries again, by other shoppers: of all that a query needs, its vector alone is known. */
  readonly cached: number[];
}

/** The first searches of a process run unoptimised code: one takes twice the processor's time until so many were answered. */
const WARM_UP = 2_000;
/** Milliseconds of a warm-up at most: some systems are slow, and hardly any of their code is JavaScript. */
const WARM_UP_TIME = 20_000;
/** Above it the peers, which hold all in this one process, are left out. */
const PEERS_LIMIT = 250_000;
/** Milliseconds between two systems, for what the one before left to do. */
const PAUSE = 500;

/** One search at a time over HTTP, beside other hybrid searches over the same vectors in this process. */
export async function benchLatency(options: LatencyOptions): Promise<BenchReport> {
  const figures: Figure[] = [];
  const notes: string[] = [];
  await withWorkspace(options.work, async (work) => {
    for (const shop of await prepareShops(options, work)) {
      const ours = await withServer(shop.config, (served) => overHttp(shop, served, figures));
      if (options.model === 'none') continue;
      if (shop.ids.length > PEERS_LIMIT) {
        notes.push(`${shop.name}: the peers are not measured, they would hold all in one process`);
        continue;
      }
      const theirs = await measurePeers(shop, options, join(work, 'peers'));
      figures.push(...theirs.figures(ours));
      notes.push(...theirs.notes);
    }
  });
  return {
    bench: 'latency',
    figures,
    notes: [
      'aisle: in a process of its own, over HTTP, a page of 20 with exact total, three facets and a shopper of 30 purchases; the peers: in this process, the first 20 alone',
      `each query once, after a warm-up by up to ${WARM_UP.toLocaleString('en-US')} others; without embedding: less the time by which the embedding outlasted the words, which run beside it; embedding cached: each query again, by another shopper; a suggestion: with each key of a query`,
      ...new Set(notes),
    ],
  };
}

async function overHttp(shop: BenchShop, served: Served, figures: Figure[]): Promise<OurTimes> {
  const client = createClient(served.url);
  const search = async (query: string, i: number) => {
    const start = performance.now();
    const { status, body } = await client.send('POST', '/v1/search', searchBody(shop, query, i));
    const ms = performance.now() - start;
    if (status !== 200) throw new AisleError('unavailable', `a search was answered with ${status}: ${body}`);
    return { ms, answer: JSON.parse(body) as SearchAnswer };
  };
  try {
    await warmUp(shop, search);
    await served.usage();
    const times: OurTimes = { whole: [], rest: [], cached: [] };
    for (const [i, query] of shop.queries.entries()) {
      const { ms, answer } = await search(query, i);
      const { embed = 0, words = 0 } = answer.timings;
      times.whole.push(ms);
      times.rest.push(ms - Math.max(0, embed - words));
    }
    for (const [i, query] of shop.queries.entries()) times.cached.push((await search(query, i + 1)).ms);
    const suggested = await suggestTimes(client, shop.queries);
    const { loopP99, rssBytes } = await served.usage();
    const subject = `${shop.name}: aisle`;
    figures.push(
      ...timesOf(subject, times),
      ...timeFigures(subject, 'embedding cached', times.cached),
      ...timeFigures(subject, 'a suggestion', suggested),
      { subject, figure: 'event loop delay, p99', value: loopP99, unit: 'ms' },
      { subject, figure: 'start until ready', value: served.readyMs, unit: 'ms' },
      { subject, figure: 'resident memory', value: rssBytes / 2 ** 20, unit: 'MB' },
    );
    return times;
  } finally {
    client.close();
  }
}

async function warmUp(
  { titleQueries }: BenchShop,
  search: (query: string, i: number) => Promise<unknown>,
): Promise<void> {
  const end = performance.now() + WARM_UP_TIME;
  for (const [i, query] of titleQueries.slice(0, WARM_UP).entries()) {
    if (performance.now() > end) return;
    await search(query, i);
  }
}

async function measurePeers(shop: BenchShop, { config, model, peers }: LatencyOptions, folder: string) {
  const measured: { readonly subject: string; readonly times: Times }[] = [];
  const notes: string[] = [];
  const { precision, device, threads, cache } = config.embedder;
  const record = findModel(model);
  const embedder = await createEmbedder({
    record,
    precision,
    device,
    threads,
    cacheDir: cache,
    log: silentLogger,
  });
  try {
    const corpus = await corpusOf(shop, embedder);
    const open: Record<string, (corpus: Corpus) => Peer | Promise<Peer>> = {
      'FTS5 + hnswlib': openFts5,
      ...(peers
        ? {
            LanceDB: (corpus: Corpus) => openLanceDb(corpus, folder),
            Orama: (corpus: Corpus) => openOrama(corpus, folder),
          }
        : {}),
    };
    for (const [name, opened] of Object.entries(open)) {
      try {
        const peer = await opened(corpus);
        await sleep(PAUSE);
        measured.push({
          subject: `${shop.name}: ${peer.name}`,
          times: await timesOfPeer(peer, shop, embedder),
        });
        await peer.close();
      } catch (error) {
        // A peer that cannot be installed or run here is no failure of the bench.
        notes.push(`${name} was left out: ${(error as Error).message.split('\n')[0] ?? ''}`);
      }
    }
  } finally {
    await embedder.close();
  }
  return {
    notes,
    figures: (ours: OurTimes): Figure[] =>
      measured.flatMap(({ subject, times }) => [
        ...timesOf(subject, times),
        {
          subject,
          figure: 'its median to ours',
          value: quantile(times.whole, 0.5) / quantile(ours.whole, 0.5),
        },
        {
          subject,
          figure: 'its median to ours, without embedding',
          value: quantile(times.rest, 0.5) / quantile(ours.rest, 0.5),
        },
        {
          subject,
          figure: 'its median without embedding to ours with it cached',
          value: quantile(times.rest, 0.5) / quantile(ours.cached, 0.5),
        },
      ]),
  };
}

async function timesOfPeer(peer: Peer, shop: BenchShop, embedder: Embedder): Promise<Times> {
  const search = async (query: string) => {
    const start = performance.now();
    const vector = await embedder.embedQuery(query);
    const embedded = performance.now();
    await peer.search(query, vector);
    const end = performance.now();
    return { whole: end - start, rest: end - embedded };
  };
  await warmUp(shop, search);
  const times: Times = { whole: [], rest: [] };
  for (const query of shop.queries) {
    const { whole, rest } = await search(query);
    times.whole.push(whole);
    times.rest.push(rest);
  }
  return times;
}

const timesOf = (subject: string, { whole, rest }: Times): Figure[] => [
  ...timeFigures(subject, 'a search', whole),
  ...timeFigures(subject, 'without embedding', rest),
];
