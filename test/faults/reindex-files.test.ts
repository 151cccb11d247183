import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import { openGenerations, type Generations } from '../../indexer/index.js';
import { partsOf, runReindex, someProducts, writeCatalogue } from '../fixtures/reindex-job.js';
import { smallDisk } from '../fixtures/small-disk.js';

let root: string;
let dataDir: string;
let file: string;
const open: Generations[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aisle-reindex-faults-'));
  dataDir = join(root, 'data');
  file = join(root, 'catalogue.ndjson');
  await writeCatalogue(file, someProducts(60));
});
afterEach(async () => {
  for (const generations of open.splice(0)) await generations.close();
  await rm(root, { recursive: true });
});

async function generations(where = dataDir): Promise<Generations> {
  const opened = await openGenerations({ dataDir: where, ...partsOf(where), log: silentLogger });
  open.push(opened);
  return opened;
}

async function live(where = dataDir): Promise<string | undefined> {
  return (await (await generations(where)).list()).find((generation) => generation.live)?.id;
}

describe('a file that gives no catalogue is refused, and what was live stays live', () => {
  test.each([
    ['empty', ''],
    ['of blank lines', '\n\n\n'],
    ['without a single product', '{"id": "1"}\n{"title": "no id"}\n'],
  ])('%s', async (_, content) => {
    const { generation } = await runReindex(dataDir, file);
    await writeFile(file, content);
    await expect(runReindex(dataDir, file)).rejects.toMatchObject({ code: 'bad_file' });
    expect(await live()).toBe(generation);
  });

  test('missing, and a folder', async () => {
    const message = expect.stringMatching(/no such file/) as unknown;
    await expect(runReindex(dataDir, join(root, 'none'))).rejects.toMatchObject({
      code: 'bad_file',
      message,
    });
    await expect(runReindex(dataDir, root)).rejects.toMatchObject({ code: 'bad_file' });
    expect(await live()).toBeUndefined();
  });
});

test('a file that changes while it is read makes no generation; the same command takes its new content', async () => {
  const { generation } = await runReindex(dataDir, file);
  await writeCatalogue(file, someProducts(80));
  let written: Promise<void> | undefined;
  const changing = runReindex(dataDir, file, {
    onProgress: ({ stage }) => {
      if (stage === 'read') written ??= writeCatalogue(file, someProducts(90));
    },
  });
  await expect(changing).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/changed/),
  });
  await written;
  expect(await live()).toBe(generation);
  const report = await runReindex(dataDir, file);
  // A row of the catalogue is a product of its own; see writeCatalogue.
  expect(report).toMatchObject({ published: true, products: 91 });
});

test('a file exchanged between being hashed and being read makes none, though size and date are the same', async () => {
  const { generation } = await runReindex(dataDir, file);
  await writeCatalogue(file, someProducts(80));
  const { registry } = partsOf(dataDir);
  const date = new Date('2026-01-02T03:04:05Z');
  await utimes(file, date, date);
  // What a build is named after is looked up once the file is hashed, and before a row is read.
  const ids = async () => {
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('red', 'RED'));
    await utimes(file, date, date);
    return registry.ids();
  };
  const exchanged = runReindex(dataDir, file, { registry: { ...registry, ids } });
  await expect(exchanged).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/changed/),
  });
  expect(await live()).toBe(generation);
  expect(await runReindex(dataDir, file)).toMatchObject({ published: true, products: 81 });
});

/** Parts of a job whose engine cannot take some products. */
function refusing(...refused: { readonly ordinal: number; readonly reason: string }[]) {
  const { engines } = partsOf(dataDir);
  const openWriter: typeof engines.products.openWriter = async (place) => {
    const writer = await engines.products.openWriter(place);
    const finish = async () => ({ ...(await writer.finish()), refused });
    return { append: (some) => writer.append(some), finish, abort: () => writer.abort() };
  };
  return { engines: { ...engines, products: { ...engines.products, openWriter } }, force: true };
}

async function reported(path: string) {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as { readonly message?: string; readonly id?: string });
}

test('what the engine refused is reported by its id, in whatever order it was refused', async () => {
  const odd = [
    { ordinal: 59, reason: 'odd 59' },
    { ordinal: 3, reason: 'odd 3' },
  ];
  const { reportPath } = await runReindex(dataDir, file, refusing(...odd));
  const opened = await (await generations()).acquire();
  const stored = await opened!.generation.products.documents(Uint32Array.of(3, 59));
  opened!.release();
  const said = (await reported(reportPath)).filter(({ message }) => message?.startsWith('odd'));
  expect(said.map(({ message, id }) => [message, id])).toEqual([
    ['odd 3', stored[0]?.id],
    ['odd 59', stored[1]?.id],
  ]);
});

test('a job that goes on after it reported what the engine refused says it once', async () => {
  const job = refusing({ ordinal: 3, reason: 'too odd' });
  const stop = new AbortController();
  const onProgress = ({ stage }: { readonly stage: string }): void => {
    if (stage === 'verify') stop.abort();
  };
  const stopped = runReindex(dataDir, file, { ...job, signal: stop.signal, onProgress });
  await expect(stopped).rejects.toMatchObject({ code: 'unavailable' });
  const { reportPath, seconds } = await runReindex(dataDir, file, job);
  expect(seconds['read']).toBeUndefined();
  const said = (await reported(reportPath)).filter(({ message }) => message === 'too odd');
  expect(said).toHaveLength(1);
});

describe('two jobs at once', () => {
  test('the second is told so, the first goes on', async () => {
    let second: Promise<unknown> | undefined;
    const first = await runReindex(dataDir, file, {
      onProgress: ({ stage }) => {
        if (stage !== 'write' || second !== undefined) return;
        second = runReindex(dataDir, file).catch((error: unknown) => error);
      },
    });
    expect(await second).toMatchObject({ code: 'conflict' });
    expect(first.published).toBe(true);
    expect(await live()).toBe(first.generation);
  });

  test('a prune does not remove what a job is building', async () => {
    const kept = await generations();
    let pruned: Promise<unknown> | undefined;
    await runReindex(dataDir, file, {
      onProgress: ({ stage }) => {
        if (stage === 'write') pruned ??= kept.prune({ keep: 0 }).catch((error: unknown) => error);
      },
    });
    expect(await pruned).toMatchObject({ code: 'conflict' });
  });

  test('a lock file that another program holds is a conflict, and free when it lets go', async () => {
    await runReindex(dataDir, file);
    const other = new Database(join(dataDir, 'reindex.lock'));
    other.exec('BEGIN EXCLUSIVE');
    await expect(runReindex(dataDir, file)).rejects.toMatchObject({ code: 'conflict' });
    other.close();
    expect(await runReindex(dataDir, file)).toMatchObject({ published: true });
  });
});

test('stopped by its signal, it goes on where it was: nothing is embedded twice', async () => {
  await writeCatalogue(file, someProducts(900));
  const stop = new AbortController();
  const stopped = runReindex(dataDir, file, {
    signal: stop.signal,
    onProgress: ({ stage, done }) => {
      if (stage === 'embed' && done > 0) stop.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ name: 'AisleError' });
  expect(await live()).toBeUndefined();
  const report = await runReindex(dataDir, file);
  expect(report).toMatchObject({ published: true, products: 901 });
  expect(report.reused).toBeGreaterThan(0);
  expect(report.seconds['read']).toBeUndefined();
});

describe('damage under a published generation', () => {
  test.each(['vectors.f32', 'index.json'])(
    '%s cut: a new process says corrupt, a reindex heals it',
    async (name) => {
      await runReindex(dataDir, file);
      const folders = (await readdir(join(dataDir, 'vectors'), { withFileTypes: true })).filter((entry) =>
        entry.isDirectory(),
      );
      expect(folders).toHaveLength(1);
      await truncate(join(dataDir, 'vectors', folders[0]!.name, name), 10);
      await expect((await generations()).acquire()).rejects.toMatchObject({ code: 'corrupt' });
      const healed = await runReindex(dataDir, file);
      expect(healed).toMatchObject({ embedded: 0, published: true });
      const lease = await (await generations()).acquire();
      expect(lease?.generation.id).toBe(healed.generation);
      lease?.release();
    },
  );

  test('a description that is cut: a reindex heals it, and nothing that is needed is removed', async () => {
    const { generation: old } = await runReindex(dataDir, file);
    await truncate(join(dataDir, 'generations', old, 'meta.json'), 10);
    await expect((await generations()).acquire()).rejects.toMatchObject({ code: 'corrupt' });
    const healed = await runReindex(dataDir, file, { fresh: true });
    expect(healed).toMatchObject({ published: true });
    const all = await generations();
    expect((await all.list()).map(({ id }) => id)).toEqual([healed.generation]);
    // It is the way back, and nobody knows what it is made of.
    await expect(all.prune({ keep: 0 })).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('a manifest that is not one: corrupt, by name', async () => {
    await runReindex(dataDir, file);
    await writeFile(join(dataDir, 'manifest.json'), '{"generation": 7');
    const message = expect.stringMatching(/manifest\.json/) as unknown;
    await expect((await generations()).acquire()).rejects.toMatchObject({ code: 'corrupt', message });
  });
});

const onSmallDisk = smallDisk(3 * 1_048_576);

describe('disk full', () => {
  onSmallDisk(
    'is named as such, what was live stays so, and with room again the same command ends well',
    async (disk) => {
      const where = join(disk, 'data');
      const { generation } = await runReindex(where, file);
      await writeCatalogue(file, someProducts(5_000));
      await expect(runReindex(where, file)).rejects.toMatchObject({ code: 'storage_full' });
      expect(await live(where)).toBe(generation);
      const lease = await (await generations(where)).acquire();
      expect(lease?.generation.products.size).toBe(61);
      lease?.release();
      spawnSync('mount', ['-o', 'remount,size=64m', disk]);
      expect(await runReindex(where, file)).toMatchObject({ products: 5_001, published: true });
    },
  );
});
