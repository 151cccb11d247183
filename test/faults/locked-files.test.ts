import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import { DocumentWriter } from '../../engines/products/embedded/documents.js';
import { openGenerations, type Engines, type Generations } from '../../indexer/index.js';
import { holdFile, type HeldFile } from '../fixtures/held-file.js';
import { partsOf, runReindex, someProducts, writeCatalogue } from '../fixtures/reindex-job.js';

let root: string;
let dataDir: string;
let file: string;
const open: Generations[] = [];
const held: HeldFile[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aisle-locked-'));
  dataDir = join(root, 'data');
  file = join(root, 'catalogue.ndjson');
  await writeCatalogue(file, someProducts(60));
});
afterEach(async () => {
  for (const one of held.splice(0)) await one.release();
  for (const generations of open.splice(0)) await generations.close();
  await rm(root, { recursive: true });
});

/** Has another process hold a file until `letGo` or the end of the test. */
async function hold(path: string): Promise<void> {
  held.push(await holdFile(path));
}
async function letGo(): Promise<void> {
  for (const one of held.splice(0)) await one.release();
}

async function generations(): Promise<Generations> {
  const opened = await openGenerations({ dataDir, ...partsOf(dataDir), log: silentLogger });
  open.push(opened);
  return opened;
}

const liveId = async (from: Generations): Promise<string | undefined> => {
  const lease = await from.acquire();
  lease?.release();
  return lease?.generation.id;
};

/** Asks until a server, which looks twice a second, serves a generation. */
async function serves(from: Generations, generation: string): Promise<void> {
  const until = performance.now() + 10_000;
  while ((await liveId(from).catch(() => undefined)) !== generation) {
    if (performance.now() > until) throw new Error(`${generation} is not served`);
    await new Promise(setImmediate);
  }
}

const documentsOf = (generation: string) =>
  join(dataDir, 'generations', generation, 'products', 'documents.db');
const lockedAt = (path: string) => ({
  code: 'unavailable',
  message: expect.stringMatching(new RegExp(`^${path}.* is locked by another process`)) as unknown,
});

/** The engines, with something done just before a product index is opened. */
function beforeOpening(work: (folder: string) => Promise<void>): Engines {
  const { products, vectors } = partsOf(dataDir).engines;
  const opening = async (place: Parameters<typeof products.open>[0]) => {
    await work(place.folder);
    return products.open(place);
  };
  return { products: { ...products, open: opening }, vectors };
}

describe('a foreign process holds a file while a reindex runs', () => {
  test('the documents of the build: named, nothing published, and free again the same command ends well', async () => {
    const first = await runReindex(dataDir, file);
    await writeCatalogue(file, someProducts(61));
    const engines = beforeOpening((folder) => hold(join(folder, 'documents.db')));
    await expect(runReindex(dataDir, file, { engines })).rejects.toMatchObject(
      lockedAt(join(dataDir, 'builds')),
    );
    const server = await generations();
    expect(await liveId(server)).toBe(first.generation);
    expect((await server.list()).map(({ id }) => id)).toEqual([first.generation]);
    await letGo();
    const report = await runReindex(dataDir, file);
    expect(report).toMatchObject({ published: true, products: 62, embedded: 0 });
    expect(report.seconds['read']).toBeUndefined();
  });

  test('the staged products: named, and free again the build goes on with what was read', async () => {
    const stop = new AbortController();
    const stopped = runReindex(dataDir, file, {
      signal: stop.signal,
      onProgress: ({ stage }) => {
        if (stage === 'write') stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'unavailable' });
    const builds = join(dataDir, 'builds');
    const [build = ''] = await readdir(builds);
    const staging = join(builds, build, 'staging.db');
    await hold(staging);
    await expect(runReindex(dataDir, file)).rejects.toMatchObject(lockedAt(staging));
    expect(await liveId(await generations())).toBeUndefined();
    await letGo();
    const report = await runReindex(dataDir, file);
    expect(report).toMatchObject({ published: true, products: 61 });
    expect(report.seconds['read']).toBeUndefined();
  });

  test('nobody else gets at the staged products while the build reads them', async () => {
    let others: Promise<HeldFile> | undefined;
    await runReindex(dataDir, file, {
      engines: beforeOpening(async (folder) => {
        others ??= holdFile(join(folder, '..', 'staging.db'));
        await others.catch(() => undefined);
      }),
    });
    await expect(others).rejects.toThrow('could not be locked');
  });

  test('documents that are to be written: named at once', () => {
    const path = join(root, 'documents.db');
    const other = new Database(path);
    other.exec('BEGIN EXCLUSIVE');
    expect(() => new DocumentWriter(path)).toThrow(`${path} is locked by another process`);
    other.exec('ROLLBACK');
    new DocumentWriter(path).close();
    other.close();
  });
});

describe('a foreign process holds the documents of a published generation', () => {
  test('a server that opens it says so at every query, and serves as soon as they are free', async () => {
    const { generation } = await runReindex(dataDir, file);
    await hold(documentsOf(generation));
    const server = await generations();
    const locked = lockedAt(documentsOf(generation));
    // The second one comes before the next look: it hears the same, not that nothing was published.
    await expect(server.acquire()).rejects.toMatchObject(locked);
    await expect(server.acquire()).rejects.toMatchObject(locked);
    await letGo();
    await serves(server, generation);
  });

  test('a server that follows goes on with the one before, and follows as soon as they are free', async () => {
    const first = await runReindex(dataDir, file);
    const server = await generations();
    expect(await liveId(server)).toBe(first.generation);
    await writeCatalogue(file, someProducts(61));
    const second = await runReindex(dataDir, file, { publish: false });
    await hold(documentsOf(second.generation));
    await expect(server.publish(second.generation, { force: false })).rejects.toMatchObject(
      lockedAt(documentsOf(second.generation)),
    );
    // Another process published it before the lock was taken.
    await partsOf(dataDir).registry.switchTo(second.generation);
    await expect(server.refresh()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await liveId(server)).toBe(first.generation);
    await letGo();
    await serves(server, second.generation);
  });

  test('a server that has it open lets no one lock it', async () => {
    const { generation } = await runReindex(dataDir, file);
    const server = await generations();
    const lease = await server.acquire();
    await expect(holdFile(documentsOf(generation))).rejects.toThrow('could not be locked');
    expect(await lease?.generation.products.documents(Uint32Array.of(0))).toHaveLength(1);
    lease?.release();
  });
});
