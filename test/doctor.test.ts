import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { MAIN } from './fixtures/command.js';
import { diagnose, loadConfig, openAisle } from '../app/index.js';
import { silentLogger } from '../base/index.js';
import { OUTDOOR } from './fixtures/outdoor-shop.js';
import { publish } from './fixtures/shop.js';
import { describeOnServers } from './fixtures/search-servers.js';
import { smallDisk } from './fixtures/small-disk.js';

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-doctor-'));
  data = join(folder, 'data');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const configOf = (overrides: Readonly<Record<string, unknown>> = {}) =>
  loadConfig({ environment: {}, overrides: { data, 'embedder.model': 'none', ...overrides } });

/** An installation with a catalogue, closed. Its answer: the live generation. */
async function install(): Promise<string> {
  const aisle = await openAisle(configOf(), { log: silentLogger });
  try {
    return await publish(aisle, folder, OUTDOOR);
  } finally {
    await aisle.close();
  }
}

/** State and words of each part. */
async function seen(overrides?: Readonly<Record<string, unknown>>) {
  const { healthy, findings } = await diagnose(configOf(overrides));
  const broken = findings.filter(({ state }) => state === 'broken');
  // Whoever reads of trouble reads what to do about it.
  for (const { remedy } of broken) expect(remedy).toMatch(/\w/);
  expect(healthy).toBe(broken.length === 0);
  return {
    broken: broken.map(({ part }) => part),
    found: Object.fromEntries(findings.map(({ part, found }) => [part, found])),
    remedies: Object.fromEntries(findings.map(({ part, remedy }) => [part, remedy])),
    states: Object.fromEntries(findings.map(({ part, state }) => [part, state])),
  };
}

/** Turns one bit in the middle of a file. */
async function damage(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

describe('the doctor', () => {
  test('tells of a key of the storefront that nobody can search with any more', async () => {
    await install();
    const aisle = await openAisle(configOf(), { log: silentLogger });
    const { key, text } = aisle.keys.create({ roles: ['search'] });
    const settings = { 'server.storefrontKey': text };
    try {
      expect((await seen(settings)).states['key of the storefront']).toBe('ok');
      aisle.keys.revoke(key.id);
      const { broken, found } = await seen(settings);
      expect(broken).toEqual(['key of the storefront']);
      expect(found['key of the storefront']).toContain('revoked');
      expect((await seen()).states['key of the storefront']).toBeUndefined();
    } finally {
      await aisle.close();
    }
  });

  test('finds a whole installation whole, and counts what is in it', async () => {
    const id = await install();
    const { broken, found } = await seen();
    expect(broken).toEqual([]);
    expect(found).toMatchObject({
      Node: process.versions.node,
      state: expect.stringMatching(/^0 events, format \d+, whole$/),
      generation: `${id}: ${OUTDOOR.length} products as built, no vectors`,
      'search engine': expect.stringContaining('embedded'),
    });
  });

  test('embeds a sentence where queries will be', async () => {
    const { found, states } = await seen({ 'embedder.model': 'all-MiniLM-L6-v2', 'embedder.device': 'cpu' });
    expect([states['model files'], states['embedding']]).toEqual(['ok', 'ok']);
    expect(found['embedding']).toMatch(/^cpu: one sentence in [\d.]+ ms, 384 dimensions$/);
  });

  test('changes nothing: where there is nothing it leaves nothing, and says how to begin', async () => {
    const { broken, states } = await seen();
    expect(broken).toEqual([]);
    expect(states).toMatchObject({ 'data folder': 'note', generation: 'note' });
    expect(existsSync(data)).toBe(false);
    await install();
    const before = (await readdir(data, { recursive: true })).sort();
    await seen();
    expect((await readdir(data, { recursive: true })).sort()).toEqual(before);
  });

  test.each([
    ['a missing model', false, /is not in/],
    ['another file in its place', true, /is not the pinned file/],
  ])('%s', async (_, written, words) => {
    const cache = join(folder, 'models');
    const place = join(cache, 'all-MiniLM-L6-v2', 'int8');
    await mkdir(place, { recursive: true });
    if (written) {
      for (const name of ['model.onnx', 'tokenizer.json'])
        await writeFile(join(place, name), 'something else');
    }
    const { broken, found } = await seen({ 'embedder.model': 'all-MiniLM-L6-v2', 'embedder.cache': cache });
    expect(broken).toEqual(['model files']);
    expect(found['model files']).toMatch(words);
    expect(found).not.toHaveProperty('embedding');
  });

  test.each(['segment.bin', 'documents.db', 'meta.json'])('a damaged %s', async (name) => {
    const id = await install();
    const path = join(data, 'generations', id, 'products', name);
    await damage(path);
    const { broken, found } = await seen();
    expect(broken).toEqual(['generation']);
    expect(found['generation']).toMatch(/damaged|corrupt|meta\.json/);
  });

  test('keys that cannot be read, damaged or of a newer Aisle: the service would not start', async () => {
    await install();
    const path = join(data, 'keys.db');
    expect((await seen()).found['keys']).toMatch(/none/);
    const aisle = await openAisle(configOf(), { log: silentLogger });
    aisle.keys.create({ roles: ['search'] });
    aisle.keys.revoke(aisle.keys.create({ roles: ['ops'] }).key.id);
    await aisle.close();
    expect((await seen()).found['keys']).toBe('1 valid of 2');
    const db = new Database(path);
    db.pragma('user_version = 99');
    db.close();
    expect(await seen()).toMatchObject({
      broken: ['keys'],
      found: { keys: expect.stringContaining('newer Aisle') },
      remedies: { keys: expect.stringContaining('the Aisle that wrote it') },
    });
    await writeFile(path, 'something else');
    expect(await seen()).toMatchObject({
      broken: ['keys'],
      found: { keys: expect.stringContaining('damaged') },
      remedies: { keys: expect.stringContaining('restore keys.db') },
    });
  });

  test('what is live cannot be read: what it says to do about it heals it', async () => {
    const id = await install();
    const path = join(data, 'manifest.json');
    await writeFile(path, '{"format": 2, "generation": "x"}');
    expect(await seen()).toMatchObject({
      broken: ['generation'],
      found: { generation: expect.stringContaining('a newer Aisle (format 2; this one reads 1)') },
      remedies: { generation: expect.stringContaining('the Aisle that wrote it') },
    });
    await writeFile(path, '{"format": 1, "gener');
    expect((await seen()).found['generation']).toMatch(
      /manifest\.json is damaged: move it away, then publish/,
    );
    await rm(path);
    const aisle = await openAisle(configOf(), { log: silentLogger });
    expect((await aisle.generations.list()).map((each) => each.id)).toEqual([id]);
    await aisle.generations.publish(id, { force: false });
    await aisle.close();
    expect((await seen()).broken).toEqual([]);
  });

  test('an old generation that cannot be read is told, and is dropped as it says', async () => {
    const old = await install();
    // Neither live nor the way back.
    await install();
    const live = await install();
    await writeFile(join(data, 'generations', old, 'meta.json'), '{');
    expect(await seen()).toMatchObject({
      broken: [],
      states: { generation: 'note' },
      found: { generation: expect.stringMatching(`^${live}: .*cannot be read: ${old}$`) },
      remedies: { generation: expect.stringContaining(`aisle generations drop ${old}`) },
    });
    const aisle = await openAisle(configOf(), { log: silentLogger });
    expect((await aisle.generations.list()).map(({ id }) => id)).not.toContain(old);
    await aisle.generations.prune({ keep: 5 });
    await aisle.generations.drop(old);
    await aisle.close();
    expect(await seen()).toMatchObject({ broken: [], states: { generation: 'ok' } });
  });

  test('a damaged state file, one of a newer Aisle, one of another program', async () => {
    await install();
    const path = join(data, 'state.db');
    const whole = await readFile(path);
    const withDatabase = (change: (db: Database.Database) => void) => {
      const db = new Database(path);
      change(db);
      db.close();
    };
    withDatabase((db) => db.pragma('user_version = 99'));
    expect(await seen()).toMatchObject({
      broken: ['state'],
      found: { state: expect.stringMatching(/a newer Aisle \(format 99/) },
    });
    withDatabase((db) => db.pragma('application_id = 7'));
    expect(await seen()).toMatchObject({
      broken: ['state'],
      found: { state: expect.stringContaining('another program') },
    });
    await writeFile(path, Buffer.concat([whole.subarray(0, 4_096), Buffer.alloc(whole.length - 4_096, 7)]));
    expect(await seen()).toMatchObject({
      broken: ['state'],
      found: { state: expect.stringContaining('is damaged') },
    });
  });

  test('a search engine that does not answer, and nothing is asked of it after that', async () => {
    const engine = { 'lexical.engine': 'elasticsearch', 'elasticsearch.node': 'http://127.0.0.1:1' };
    const { broken, found } = await seen({ ...engine, 'elasticsearch.deadline': 500 });
    expect(broken).toEqual(['search engine']);
    expect(found).not.toHaveProperty('generation');
  });

  test('as a command: a table that lines up, JSON for machines, and exit 1 for what is broken', async () => {
    const id = await install();
    const run = (...args: string[]) => {
      const env = { ...process.env, AISLE_DATA: data, AISLE_EMBEDDER_MODEL: 'none' };
      const { status, stdout } = spawnSync(process.execPath, [MAIN, 'doctor', ...args], {
        env,
        encoding: 'utf8',
      });
      return { status, out: stdout };
    };
    const well = run();
    expect(well.status).toBe(0);
    const [header = '', , ...rows] = well.out.split('\n').filter((line) => line.includes('  '));
    const column = header.indexOf('state');
    for (const row of rows) expect(row.slice(column - 2, column + 5)).toMatch(/^ {2}(ok {3}|note |BROKE)/);
    await damage(join(data, 'generations', id, 'products', 'segment.bin'));
    const ill = run('--json');
    expect(ill.status).toBe(1);
    expect(JSON.parse(ill.out)).toMatchObject({
      healthy: false,
      findings: expect.arrayContaining([expect.objectContaining({ part: 'generation', state: 'broken' })]),
    });
  });
});

describeOnServers(
  'the doctor',
  (server) => {
    const at = (engine: string) => ({
      'lexical.engine': engine,
      'elasticsearch.node': server.address,
      'elasticsearch.prefix': server.prefix,
      'elasticsearch.replicas': 0,
    });

    test('asks the server for its version and health, and opens the generation there', async () => {
      const aisle = await openAisle(configOf(at('elasticsearch')), { log: silentLogger });
      const id = await publish(aisle, folder, OUTDOOR).finally(() => aisle.close());
      const { broken, found } = await seen(at('elasticsearch'));
      expect(broken).toEqual([]);
      expect(found['search engine']).toMatch(/^elasticsearch [\d.]+, (green|yellow), 1 node$/);
      expect(found['generation']).toBe(`${id}: ${OUTDOOR.length} products as built, no vectors`);
    });

    test('does not miss products that live updates took out of an index there', async () => {
      const aisle = await openAisle(configOf(at('elasticsearch')), { log: silentLogger });
      try {
        await publish(aisle, folder, OUTDOOR);
        const ids = OUTDOOR.map(({ id }) => id).sort();
        await aisle.updates.delete(ids.slice(0, 2), { untilVisible: true });
      } finally {
        await aisle.close();
      }
      const { broken, found } = await seen(at('elasticsearch'));
      expect(broken).toEqual([]);
      expect(found['generation']).toContain(`: ${OUTDOOR.length - 2} products, no vectors`);
    });

    test('says when another server answers than the one that is meant', async () => {
      const { broken, found } = await seen(at('opensearch'));
      expect(broken).toEqual(['search engine']);
      expect(found['search engine']).toContain('expected elasticsearch, which is what answers there');
    });
  },
  ['es'],
);

const onSmallDisk = smallDisk(2 ** 21);

onSmallDisk('a full disk and one that is read-only', async (disk) => {
  data = disk;
  expect((await seen()).broken).toEqual([]);
  const file = join(disk, 'filler');
  await writeFile(file, Buffer.alloc(2 ** 21 - 2 ** 16)).catch(() => undefined);
  expect(await seen()).toMatchObject({
    broken: ['data folder'],
    found: { 'data folder': expect.stringContaining('ENOSPC') },
  });
  await rm(file);
  const mounted = (how: string) => spawnSync('mount', ['-o', `remount,${how}`, disk]).status;
  expect(mounted('ro')).toBe(0);
  try {
    expect(await seen()).toMatchObject({
      broken: ['data folder'],
      found: { 'data folder': expect.stringContaining('EROFS') },
    });
  } finally {
    mounted('rw');
  }
});
