import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { pack } from 'tar-stream';
import { backup, loadConfig, openAisle, restore } from '../app/index.js';
import { silentLogger, systemClock } from '../base/index.js';
import { createHashEmbedder } from '../engines/embedder/index.js';
import { takeLock } from '../indexer/index.js';
import { parseSearchRequest } from '../search/index.js';
import { writeStateOfFormat2 } from './fixtures/old-state.js';
import { someProducts } from './fixtures/reindex-job.js';
import { openShop, publish, type Shop } from './fixtures/shop.js';

const clock = systemClock;
let folder: string;
let shop: Shop;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-backup-'));
  shop = await openShop(someProducts(60));
  await publish(shop.aisle, shop.folder, someProducts(50));
  await shop.aisle.updates.put([{ id: 'kettle', title: 'Copper kettle' }], { untilVisible: true });
  await shop.aisle.events.ingest({
    action_name: 'click',
    user_id: 'ann',
    event_attributes: { object: { object_id: 'kettle' } },
  });
  shop.aisle.keys.create({ name: 'till', roles: ['search'] });
  file = join(folder, 'shop.tar');
  await backup(shop.aisle.config, file, { clock });
});
afterAll(async () => {
  await shop.close();
  await rm(folder, { recursive: true });
});

const configOf = (data: string) =>
  loadConfig({
    environment: {},
    overrides: { data, 'embedder.model': 'none', 'search.legDeadline': 20_000 },
  });
const restored = async (from: string, name: string) => {
  const config = configOf(join(folder, name));
  await restore(config, from);
  return openAisle(config, { log: silentLogger, embedder: createHashEmbedder() });
};

test('an installation that is being changed is backed up as it is at one moment, and restored whole', async () => {
  const state = { over: false };
  const changing = (async () => {
    for (let i = 0; !state.over; i += 1) await shop.aisle.updates.put([{ id: `n${i}`, title: `Later ${i}` }]);
  })();
  const busy = join(folder, 'busy.tar');
  const report = await backup(shop.aisle.config, busy, { clock });
  state.over = true;
  await changing;
  expect(report.files).toBeGreaterThan(8);
  const aisle = await restored(busy, 'busy');
  try {
    expect((await aisle.product('kettle'))?.title).toBe('Copper kettle');
    const { hits } = await aisle.search(parseSearchRequest({ query: 'copper kettle' }));
    expect(hits[0]?.id).toBe('kettle');
    expect(aisle.keys.list().map(({ name }) => name)).toEqual(['till']);
    expect(await aisle.store.counts()).toEqual({ events: 1, shoppers: 1 });
    expect((await aisle.generations.list()).map(({ id }) => id)).toEqual(
      (await shop.aisle.generations.list()).map(({ id }) => id),
    );
    await aisle.generations.rollback();
    expect((await aisle.search(parseSearchRequest({ query: '' }))).total.value).toBeGreaterThanOrEqual(61);
    await aisle.updates.patch([{ id: 'kettle', price: 3 }], { untilVisible: true });
    expect(await aisle.product('kettle')).toMatchObject({ price: 3 });
  } finally {
    await aisle.close();
  }
});

test('no generation goes while a backup is made, and none is made while a job runs', async () => {
  const registryLock = new Database(join(shop.aisle.config.data, 'reindex.lock'));
  registryLock.exec('BEGIN EXCLUSIVE');
  await expect(backup(shop.aisle.config, join(folder, 'no.tar'), { clock })).rejects.toMatchObject({
    code: 'conflict',
  });
  registryLock.close();
  expect(
    (await readdir(folder)).filter((name) => name.includes('no.tar') || name.startsWith('.aisle')),
  ).toEqual([]);
});

describe('nothing is restored', () => {
  const refused = async (from: string, name: string, code: string) => {
    const data = join(folder, name);
    await expect(restore(configOf(data), from)).rejects.toMatchObject({ code });
    expect(await readdir(data).catch(() => [])).toEqual([]);
  };

  test('of an archive that is cut anywhere', async () => {
    const { length } = await readFile(file);
    for (const share of [0, 0.3, 0.7, 0.999]) {
      const cut = join(folder, 'cut.tar');
      await cp(file, cut);
      await truncate(cut, Math.floor(length * share));
      await refused(cut, `cut-${share}`, 'bad_file');
    }
  });

  test('of one in which a byte was changed', async () => {
    const bytes = await readFile(file);
    const at = bytes.indexOf('Copper kettle');
    bytes[at] = 0x58;
    const flipped = join(folder, 'flipped.tar');
    await writeFile(flipped, bytes);
    await refused(flipped, 'flipped', 'corrupt');
  });

  test('of what is no backup, and of paths that lead out of the folder', async () => {
    await refused(join(folder, 'none.tar'), 'none', 'bad_file');
    const text = join(folder, 'text.tar');
    await writeFile(text, 'no tar at all '.repeat(200));
    await refused(text, 'text', 'bad_file');
    const evil = join(folder, 'evil.tar');
    const archive = pack();
    archive.entry({ name: '../evil' }, 'out');
    archive.finalize();
    await pipeline(archive, createWriteStream(evil));
    await refused(evil, 'evil-data', 'bad_file');
    expect(await readdir(folder)).not.toContain('evil');
  });

  test('of a newer format', async () => {
    const newer = join(folder, 'newer.tar');
    const archive = pack();
    archive.entry({ name: 'aisle-backup.json' }, JSON.stringify({ format: 99, createdAt: 'x', entries: [] }));
    archive.finalize();
    await pipeline(archive, createWriteStream(newer));
    await refused(newer, 'newer', 'bad_file');
  });

  test('into a folder that another restore is filling', async () => {
    const data = join(folder, 'filling');
    await mkdir(join(data, '.restoring'), { recursive: true });
    const release = takeLock(join(data, '.restoring.lock'), 'taken');
    await expect(restore(configOf(data), file)).rejects.toMatchObject({ code: 'conflict' });
    expect(await readdir(data)).toContain('.restoring');
    release();
  });

  test('into a folder that is not empty', async () => {
    const data = join(folder, 'full');
    await mkdir(data);
    await writeFile(join(data, 'theirs'), 'x');
    await expect(restore(configOf(data), file)).rejects.toMatchObject({ code: 'conflict' });
    expect(await readdir(data)).toEqual(['theirs']);
  });
});

test('what a killed restore left is cleared by the next', async () => {
  const left = join(folder, 'killed', '.restoring', 'generations');
  await mkdir(left, { recursive: true });
  await writeFile(join(left, 'half'), 'x');
  await writeFile(join(folder, 'killed', '.restoring.lock'), '');
  const aisle = await restored(file, 'killed');
  expect((await aisle.product('kettle'))?.title).toBe('Copper kettle');
  await aisle.close();
  const names = await readdir(join(folder, 'killed'), { recursive: true });
  expect(names.filter((name) => name.includes('restoring') || name.includes('half'))).toEqual([]);
});

test('a state of an older format is brought up to this one', async () => {
  const data = join(folder, 'old');
  await mkdir(data);
  writeStateOfFormat2(join(data, 'state.db'));
  const old = join(folder, 'old.tar');
  await backup(configOf(data), old, { clock });
  const aisle = await restored(old, 'old-restored');
  expect((await aisle.store.history('user:ann', 5)).events).toHaveLength(1);
  expect(await aisle.store.ops.last()).toBe(0);
  await aisle.close();
});

test('without an installation there is nothing to back up', async () => {
  const none = configOf(join(folder, 'nothing'));
  await expect(backup(none, join(folder, 'x.tar'), { clock })).rejects.toMatchObject({ code: 'not_found' });
});

test.each([
  [{}, /one snapshot of aisle-\* there and copy/],
  [{ 'elasticsearch.index': 'shop' }, /those of shop .* all else is in the data folder: copy/],
])('what lies on a search cluster (%j) is not backed up, and it is said how', async (settings, how) => {
  const config = loadConfig({
    environment: {},
    overrides: { data: join(folder, 'nothing'), 'lexical.engine': 'elasticsearch', ...settings },
  });
  await expect(backup(config, join(folder, 'x.tar'), { clock })).rejects.toMatchObject({
    code: 'unprocessable',
    message: expect.stringMatching(how),
  });
});
