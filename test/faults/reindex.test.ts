import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import PQueue from 'p-queue';
import { silentLogger } from '../../base/index.js';
import { createHashEmbedder } from '../../engines/embedder/index.js';
import { seededRandom } from '../../evaluation/index.js';
import { openGenerations } from '../../indexer/index.js';
import { reindexChild, type ReindexRun, type StopAt } from '../fixtures/killed-reindex.js';
import { partsOf, runReindex, someProducts, WORDS_POLICY, writeCatalogue } from '../fixtures/reindex-job.js';

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

const child = (dataDir: string, when: Parameters<typeof reindexChild>[2] = {}) =>
  reindexChild(dataDir, file, when).ended;

/** What a user of the installation sees of its live generation, but for its name and date. */
async function seen(dataDir: string): Promise<unknown> {
  const generations = await openGenerations({ dataDir, ...partsOf(dataDir), log: silentLogger });
  const embedder = createHashEmbedder();
  try {
    const lease = await generations.acquire();
    if (lease === undefined) throw new Error('nothing is live');
    const { id, products, vectors, meta } = lease.generation;
    const answers = [];
    for (const query of QUERIES) {
      const words = await products.words(query, WORDS_POLICY);
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

/** Two at a time: most of a run is the start of its process. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = new PQueue({ concurrency: 2 });
  await queue.addAll(items.map((item) => () => work(item)));
}

let expected: unknown;
let whole: ReindexRun;
beforeAll(async () => {
  const dataDir = join(root, 'whole');
  whole = await child(dataDir);
  expect(whole.lines.at(-1)).toBe('finished');
  expected = await seen(dataDir);
});

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
  // How often the graph tells how far it is depends on the clock: of its steps the last one always comes.
  const last = steps.findLast((line) => line.startsWith('graph '));
  const certain = new Set(steps.filter((line) => !line.startsWith('graph ') || line === last));
  await inLanes([...certain], async (stopAt) => {
    const dataDir = join(root, stopAt.replace(' ', '-'));
    const { lines } = await child(dataDir, { stopAt });
    expect(lines.slice(-2)).toEqual([stopAt, 'standing']);
    await expectResumed(dataDir);
  });
});

test('killed at 30 random instants: the same command goes on, and the result is the same', async () => {
  const random = seededRandom(5);
  const instants = Array.from({ length: 30 }, () => random() * whole.took);
  await inLanes([...instants.entries()], async ([run, after]) => {
    const dataDir = join(root, `instant-${run}`);
    await child(dataDir, { after });
    await expectResumed(dataDir);
  });
}, 180_000);

describe('killed when its generation is whole', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(root, 'finished-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const killed = async (stopAt: StopAt): Promise<string> => {
    const { lines } = await child(dataDir, { stopAt });
    expect(lines.at(-1)).toBe('standing');
    const [id, ...others] = await partsOf(dataDir).registry.ids();
    expect(others).toEqual([]);
    return id as string;
  };
  const liveId = async () => (await partsOf(dataDir).registry.manifest())?.generation;
  const ids = () => partsOf(dataDir).registry.ids();

  test.each(['before-switch', 'after-switch'] as const)(
    '%s: the same command publishes it and builds nothing',
    async (stopAt) => {
      const id = await killed(stopAt);
      expect(await liveId()).toBe(stopAt === 'after-switch' ? id : undefined);
      const report = await runReindex(dataDir, file);
      expect(report).toMatchObject({ generation: id, published: true, embedded: 0 });
      expect(report).toMatchObject({ products: SIZE + 1, rejected: 2, repaired: 1, findings: [] });
      expect(Object.keys(report.seconds)).toEqual(['publish']);
      expect(await liveId()).toBe(id);
      expect(await seen(dataDir)).toEqual(expected);
      const left = await readdir(join(dataDir, 'generations', id));
      expect(left.sort()).toEqual(['meta.json', 'products', 'report.ndjson']);
      // It is done: once more is another generation.
      expect((await runReindex(dataDir, file)).generation).not.toBe(id);
    },
  );

  test('another file, another text to embed or --fresh builds anew', async () => {
    const id = await killed('before-switch');
    const other = join(dataDir, 'other.ndjson');
    await writeCatalogue(other, someProducts(SIZE, { price: 2 }));
    const changed = await runReindex(dataDir, other);
    const template = await runReindex(dataDir, file, { template: 'title' });
    const fresh = await runReindex(dataDir, file, { fresh: true });
    // What --fresh has forgotten stays forgotten.
    const last = await runReindex(dataDir, file);
    const built = [changed, template, fresh, last].map(({ generation }) => generation);
    expect(await ids()).toEqual([...built.reverse(), id]);
    expect(await liveId()).toBe(last.generation);
  });

  test('and told not to publish, it is there, done and not live', async () => {
    const id = await killed('before-switch');
    expect(await runReindex(dataDir, file, { publish: false })).toMatchObject({
      generation: id,
      published: false,
    });
    expect(await liveId()).toBeUndefined();
    expect((await runReindex(dataDir, file)).generation).not.toBe(id);
  });

  test.each(['segment.bin', 'documents.db'])('and %s is damaged since: built anew', async (name) => {
    const id = await killed('before-switch');
    await truncate(join(dataDir, 'generations', id, 'products', name), 100);
    const report = await runReindex(dataDir, file);
    expect(report).toMatchObject({ published: true, products: SIZE + 1 });
    expect(report.generation).not.toBe(id);
    expect(await seen(dataDir)).toEqual(expected);
  });

  test('and a catalogue of more than twice its size went live since: a person decides', async () => {
    const id = await killed('before-switch');
    const other = join(dataDir, 'other.ndjson');
    await writeCatalogue(other, someProducts(SIZE * 3));
    const { generation } = await runReindex(dataDir, other);
    const report = await runReindex(dataDir, file);
    expect(report).toMatchObject({
      generation: id,
      published: false,
      findings: [expect.stringMatching(/more than half/)],
    });
    expect(await liveId()).toBe(generation);
  });
});

test('killed again and again, it comes to its end', async () => {
  const dataDir = join(root, 'again');
  for (let stopAt = 0; stopAt < 6; stopAt += 1) await child(dataDir, { stopAt });
  await expectResumed(dataDir);
});
