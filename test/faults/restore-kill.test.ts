import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backup, loadConfig, openAisle, restore } from '../../app/index.js';
import { sha256File, silentLogger, systemClock } from '../../base/index.js';
import { createHashEmbedder } from '../../engines/embedder/index.js';
import { seededRandom } from '../../evaluation/index.js';
import { parseSearchRequest } from '../../search/index.js';
import { someProducts } from '../fixtures/reindex-job.js';
import { openShop, type Shop } from '../fixtures/shop.js';

const CHILD = join(import.meta.dirname, 'restore.child.js');

describe('a restore that is killed', () => {
  let folder: string;
  let shop: Shop;
  let file: string;
  /** Of an undisturbed one: its renames, its milliseconds and what it leaves. */
  let renames: number;
  let took: number;
  let whole: Map<string, string>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-restore-'));
    shop = await openShop(someProducts(40));
    await shop.aisle.updates.put([{ id: 'kettle', title: 'Copper kettle' }], { untilVisible: true });
    shop.aisle.keys.create({ name: 'till', roles: ['search'] });
    file = join(folder, 'shop.tar');
    await backup(shop.aisle.config, file, { clock: systemClock });
    const { lines, ended } = await run('whole');
    renames = Number(/^finished (\d+)$/.exec(lines.at(-1) ?? '')?.[1]);
    took = ended;
    whole = await filesOf('whole');
  });
  afterAll(async () => {
    await shop.close();
    await rm(folder, { recursive: true });
  });

  const configOf = (name: string) =>
    loadConfig({
      environment: {},
      overrides: { data: join(folder, name), 'embedder.model': 'none', 'search.legDeadline': 20_000 },
    });

  /** Restores in a process of its own, which dies at an instant by itself or is killed after some milliseconds. */
  async function run(name: string, instant = '', after?: number) {
    const child = spawn(process.execPath, [CHILD, join(folder, name), file, instant], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    let began = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (line !== 'started') return;
      began = performance.now();
      if (after !== undefined) setTimeout(() => child.kill('SIGKILL'), after);
    });
    await new Promise((resolve) => child.once('close', resolve));
    return { lines, ended: performance.now() - began };
  }

  /** What lies in a data folder, by its path, but for the lock; the state is not the same to the last byte each time. */
  async function filesOf(name: string): Promise<Map<string, string>> {
    const data = join(folder, name);
    const entries = await readdir(data, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.restoring.lock'))
      .map((entry) => join(entry.parentPath, entry.name));
    const sums = paths.sort().map(async (path) => {
      const sum = path.endsWith('state.db') ? '' : await sha256File(path);
      return [path.slice(data.length), sum] as const;
    });
    return new Map(await Promise.all(sums));
  }

  async function expectWhole(name: string): Promise<void> {
    expect(await filesOf(name)).toEqual(whole);
    const aisle = await openAisle(configOf(name), { log: silentLogger, embedder: createHashEmbedder() });
    try {
      const { hits } = await aisle.search(parseSearchRequest({ query: 'copper kettle' }));
      expect(hits[0]?.id).toBe('kettle');
      expect(aisle.keys.list().map(({ name }) => name)).toEqual(['till']);
    } finally {
      await aisle.close();
    }
  }

  test('before and after each of its renames: the same command goes on, and what it gives is the same', async () => {
    expect(renames).toBeGreaterThan(4);
    for (let rename = 0; rename < renames; rename++) {
      for (const moment of ['before', 'after']) {
        const name = `${moment}-${rename}`;
        const { lines } = await run(name, `${moment} ${rename}`);
        expect(lines).toEqual(['started']);
        expect(await restore(configOf(name), file)).toMatchObject({ files: whole.size });
        await expectWhole(name);
      }
    }
  }, 300_000);

  test('at seeded instants, and killed again while it goes on', async () => {
    const random = seededRandom(20_261_127);
    for (let kill = 0; kill < 8; kill++) {
      const name = `instant-${kill}`;
      await run(name, '', random() * took);
      await run(name, `${random() < 0.5 ? 'before' : 'after'} ${Math.floor(random() * 3)}`);
      const end = await restore(configOf(name), file).catch((error: unknown) => error);
      // One that came to its end before it was killed has nothing to go on with.
      if (end instanceof Error) expect(end).toMatchObject({ code: 'conflict' });
      await expectWhole(name);
    }
  }, 300_000);

  test('between its renames: another backup is not mixed with it, and what came meanwhile is not written over', async () => {
    const other = join(folder, 'other.tar');
    await backup(shop.aisle.config, other, { clock: { now: () => 0 } });
    await run('mixed', 'after 2');
    const before = await filesOf('mixed');
    await expect(restore(configOf('mixed'), other)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/another backup/),
    });
    expect(await filesOf('mixed')).toEqual(before);
    const aisle = await openAisle(configOf('mixed'), { log: silentLogger, embedder: createHashEmbedder() });
    await aisle.close();
    await expect(restore(configOf('mixed'), file)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/state\.db/),
    });
  });
});
