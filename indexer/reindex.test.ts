import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from '../base/index.js';
import { partsOf, runReindex, someProducts, writeCatalogue } from '../test/fixtures/reindex-job.js';
import { openGenerations, type Generations } from './index.js';

let root: string;
let dataDir: string;
let file: string;
let generations: Generations;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aisle-indexer-'));
  dataDir = join(root, 'data');
  file = join(root, 'catalogue.ndjson');
  await writeCatalogue(file, someProducts(40));
  generations = await openGenerations({ dataDir, ...partsOf(dataDir), log: silentLogger });
});
afterEach(async () => {
  await generations.close();
  await rm(root, { recursive: true });
});

const run = (changes?: Parameters<typeof runReindex>[2]) => runReindex(dataDir, file, changes);

async function liveId(): Promise<string | undefined> {
  await generations.refresh();
  const lease = await generations.acquire();
  lease?.release();
  return lease?.generation.id;
}

describe('a reindex', () => {
  test('publishes both legs in id order, by UTF-8 bytes', async () => {
    const report = await run();
    expect(report).toMatchObject({
      published: true,
      products: 41,
      rows: 43,
      rejected: 2,
      repaired: 1,
      findings: [],
    });
    await generations.refresh();
    const lease = await generations.acquire();
    const { products, vectors, meta } = lease!.generation;
    expect([products.size, vectors?.size, meta.size]).toEqual([41, 41, 41]);
    const stored = await products.documents(Uint32Array.from({ length: 41 }, (_, i) => i));
    const ids = stored.map((product) => product?.id ?? '');
    expect(ids).toEqual([...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    const { id, title } = someProducts(1)[0]!;
    const [ordinal] = await products.ordinals([id]);
    // The first row with an id stays.
    expect(stored[ordinal!]?.title).toBe(title);
    lease!.release();
  });

  test('reports each rejected and each repaired row with its line', async () => {
    const { reportPath } = await run();
    const lines = (await readFile(reportPath, 'utf8')).trim().split('\n');
    const entries = lines.map(
      (line) => JSON.parse(line) as { kind: string; line: number; reason: string; row?: string },
    );
    expect(
      entries.filter(({ kind }) => kind === 'rejected').map(({ line, reason }) => [line, reason]),
    ).toEqual([
      [6, 'malformed_json'],
      [7, 'duplicate_id'],
    ]);
    expect(entries.find(({ line }) => line === 7)?.row).toMatch(/comes too late/);
    expect(entries.filter(({ kind }) => kind === 'repaired').map(({ line }) => line)).toContain(43);
  });

  test('embeds nothing again when prices alone changed, and shares the vectors', async () => {
    const first = await run();
    expect(first).toMatchObject({ embedded: 41, reused: 0 });
    await writeCatalogue(file, someProducts(40, { price: 5 }));
    const second = await run();
    expect(second).toMatchObject({ embedded: 0, reused: 41 });
    const [a, b] = [await generations.show(first.generation), await generations.show(second.generation)];
    expect(b.vectors).toBe(a.vectors);
    expect(b.checksums.products).not.toBe(a.checksums.products);
  });

  test('embeds what is new alone', async () => {
    await run();
    await writeCatalogue(file, someProducts(43));
    expect(await run()).toMatchObject({ embedded: 3, reused: 41 });
  });

  test('never mixes the vectors of two models or two templates', async () => {
    const first = await run();
    const second = await run({ template: 'title' });
    expect(second.embedded).toBeGreaterThan(0);
    const [a, b] = [await generations.show(first.generation), await generations.show(second.generation)];
    expect(b.vectors).not.toBe(a.vectors);
  });

  test('without an embedder there are words alone', async () => {
    const dataOnly = join(root, 'words');
    const report = await runReindex(dataOnly, file, {}, false);
    expect(report).toMatchObject({ embedded: 0, reused: 0, published: true });
    expect(await readdir(dataOnly)).not.toContain('vectors');
  });

  test('not to be published, it is there and not live', async () => {
    const first = await run();
    const { generation, published } = await run({ publish: false });
    expect(published).toBe(false);
    expect(await liveId()).toBe(first.generation);
    await generations.publish(generation, { force: false });
    expect(await liveId()).toBe(generation);
  });

  test('that loses more than half of the live products waits for a person', async () => {
    const first = await run();
    await writeCatalogue(file, someProducts(10));
    const report = await run();
    expect(report).toMatchObject({ published: false, findings: [expect.stringMatching(/more than half/)] });
    expect(await liveId()).toBe(first.generation);
    expect((await generations.list()).map(({ state }) => state)).toEqual(['failed', 'live']);
    await expect(generations.publish(report.generation, { force: false })).rejects.toMatchObject({
      code: 'unprocessable',
    });
    await generations.publish(report.generation, { force: true });
    expect(await liveId()).toBe(report.generation);
  });

  test('gives two jobs of one moment two names, the later one last', async () => {
    const clock = { now: () => 1_700_000_000_000 };
    const first = await run({ clock });
    await writeCatalogue(file, someProducts(41));
    const second = await run({ clock });
    expect(second.generation > first.generation).toBe(true);
    expect((await generations.list()).map(({ id }) => id)).toEqual([second.generation, first.generation]);
  });
});

describe('generations', () => {
  test('nothing is live in a new installation', async () => {
    expect(await generations.acquire()).toBeUndefined();
    expect(await generations.list()).toEqual([]);
    await expect(generations.show('../x')).rejects.toMatchObject({ code: 'not_found' });
    await expect(generations.rollback()).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a lease keeps the old generation readable after a switch, and closes it when released', async () => {
    await run();
    await generations.refresh();
    const old = await generations.acquire();
    await writeCatalogue(file, someProducts(41));
    const { generation } = await run();
    expect(await liveId()).toBe(generation);
    const { products } = old!.generation;
    expect((await products.documents(Uint32Array.of(0))).length).toBe(1);
    old!.release();
    old!.release();
    await expect(products.documents(Uint32Array.of(0))).rejects.toBeDefined();
    expect(await liveId()).toBe(generation);
  });

  test('a rollback goes back, and back again', async () => {
    const first = await run();
    await writeCatalogue(file, someProducts(41));
    const second = await run();
    expect(await generations.rollback()).toBe(first.generation);
    expect(await liveId()).toBe(first.generation);
    expect(await generations.rollback()).toBe(second.generation);
    expect(await liveId()).toBe(second.generation);
  });

  test('a prune keeps the live one, the one before it and their vectors', async () => {
    const ids: string[] = [];
    for (let more = 0; more < 4; more += 1) {
      await writeCatalogue(file, someProducts(40 + more));
      ids.push((await run()).generation);
    }
    expect(await generations.prune({ keep: 0 })).toEqual([ids[1], ids[0]]);
    expect((await generations.list()).map(({ id, state }) => [id, state])).toEqual([
      [ids[3], 'live'],
      [ids[2], 'previous'],
    ]);
    const folders = (await readdir(join(dataDir, 'vectors'), { withFileTypes: true })).filter((e) =>
      e.isDirectory(),
    );
    expect(folders).toHaveLength(2);
    expect(await generations.rollback()).toBe(ids[2]);
    expect(await liveId()).toBe(ids[2]);
  });
});
