import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import PQueue from 'p-queue';
import { silentLogger } from '../../base/index.js';
import { createHashEmbedder } from '../../engines/embedder/index.js';
import { openGenerations } from '../../indexer/index.js';
import { DEFAULT_FIELD_WEIGHTS } from '../../mappings/index.js';
import { ENGINES, runReindex, someProducts, writeCatalogue } from '../fixtures/reindex-job.js';

const CHILD = join(import.meta.dirname, 'reindex.child.js');
const WORDS = ['red shoe', 'garden', 'kettle model 12', 'blue', 'number 77', 'rope for the kitchen', 'bold'];
const QUERIES = Array.from({ length: 50 }, (_, i) => `${WORDS[i % WORDS.length] as string} ${i}`);
const SIZE = 300;

let root: string;
let file: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'aisle-reindex-kill-'));
  file = join(root, 'catalogue.ndjson');
  await writeCatalogue(file, someProducts(SIZE));
});
afterAll(() => rm(root, { recursive: true }));

interface Run {
  readonly lines: readonly string[];
  /** Milliseconds from its first line to its last. */
  readonly took: number;
}

/** A reindex in a child; killed at a line, or some milliseconds after it began. */
function child(dataDir: string, kill: { stopAt?: number; after?: number } = {}): Promise<Run> {
  const stop = kill.stopAt === undefined ? [] : [String(kill.stopAt)];
  const process_ = spawn(process.execPath, [CHILD, dataDir, file, ...stop], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let began = 0;
  let ended = 0;
  createInterface({ input: process_.stdout }).on('line', (line) => {
    lines.push(line);
    ended = performance.now();
    if (line === 'standing') process_.kill('SIGKILL');
    if (line !== 'started') return;
    began = ended;
    if (kill.after !== undefined) setTimeout(() => process_.kill('SIGKILL'), kill.after);
  });
  return new Promise((resolve, reject) => {
    process_.once('error', reject);
    process_.once('close', () => resolve({ lines, took: ended - began }));
  });
}

/** What a user of the installation sees of its live generation, but for its name and date. */
async function seen(dataDir: string): Promise<unknown> {
  const generations = await openGenerations({ dataDir, engines: ENGINES, log: silentLogger });
  const embedder = createHashEmbedder();
  try {
    const lease = await generations.acquire();
    if (lease === undefined) throw new Error('nothing is live');
    const { id, products, vectors, meta } = lease.generation;
    const answers = [];
    for (const query of QUERIES) {
      const words = await products.words(query, {
        shareOfBest: 0.5,
        shareOfIdf: 0.4,
        fieldWeights: DEFAULT_FIELD_WEIGHTS,
        tolerant: true,
      });
      const near = await vectors!.nearest(await embedder.embedQuery(query), 5);
      const members = await products.members({
        members: { kind: 'union', words, byMeaning: near.ordinals },
        filters: [],
        facets: [],
        limit: 10,
      });
      answers.push([members.total, members.ordinals, members.lexical, near.ordinals, near.cosines]);
    }
    lease.release();
    const { checksums, size, rows, rejected, repaired, vectors: address } = meta;
    const report = await readFile(join(dataDir, 'generations', id, 'report.ndjson'), 'utf8');
    return { answers, checksums, size, rows, rejected, repaired, address, report };
  } finally {
    await generations.close();
    await embedder.close();
  }
}

/** mulberry32: the same instants in every run of the test. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Two at a time: most of a run is the start of its process. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = new PQueue({ concurrency: 2 });
  await queue.addAll(items.map((item) => () => work(item)));
}

let expected: unknown;
let whole: Run;
beforeAll(async () => {
  const dataDir = join(root, 'whole');
  whole = await child(dataDir);
  expect(whole.lines.at(-1)).toBe('finished');
  expected = await seen(dataDir);
}, 60_000);

async function expectResumed(dataDir: string): Promise<void> {
  const report = await runReindex(dataDir, file);
  expect(report).toMatchObject({ published: true, products: SIZE + 1, rejected: 2, repaired: 1 });
  expect(await seen(dataDir)).toEqual(expected);
  await rm(dataDir, { recursive: true });
}

test('killed at every step of its progress: the same command goes on, and the result is the same', async () => {
  const steps = whole.lines.filter((line) => / \d+$/.test(line));
  const stages = new Set(steps.map((line) => line.split(' ')[0]));
  expect([...stages]).toEqual(['read', 'embed', 'graph', 'write', 'verify', 'publish']);
  await inLanes([...steps.keys()], async (stopAt) => {
    const dataDir = join(root, `step-${stopAt}`);
    const { lines } = await child(dataDir, { stopAt });
    expect(lines.slice(-2)).toEqual([steps[stopAt], 'standing']);
    await expectResumed(dataDir);
  });
}, 120_000);

test('killed at 30 random instants: the same command goes on, and the result is the same', async () => {
  const random = seeded(5);
  const instants = Array.from({ length: 30 }, () => random() * whole.took);
  await inLanes([...instants.entries()], async ([run, after]) => {
    const dataDir = join(root, `instant-${run}`);
    await child(dataDir, { after });
    await expectResumed(dataDir);
  });
}, 180_000);

test('killed again and again, it comes to its end', async () => {
  const dataDir = join(root, 'again');
  for (let stopAt = 0; stopAt < 6; stopAt += 1) await child(dataDir, { stopAt });
  await expectResumed(dataDir);
}, 60_000);
