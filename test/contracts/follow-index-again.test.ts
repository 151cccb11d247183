import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadConfig, openAisle } from '../../app/index.js';
import { silentLogger } from '../../base/index.js';
import { createHashEmbedder } from '../../engines/embedder/index.js';
import { layoutOf } from '../../indexer/index.js';
import { followSuite, LAMPS, type Followed } from '../fixtures/followed-index.js';
import { makeForeignIndex, writeForeign } from '../fixtures/foreign-index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { wholeSet } from '../fixtures/shop.js';

const MOST = LAMPS.slice(0, 25).map(({ id }) => id);

describeOnServers('an index that is looked at again', (server) => {
  const suite = followSuite(server);
  const { followed, remove } = suite;
  const liveOf = async ({ shop }: Followed) =>
    (await shop.aisle.generations.list()).find(({ live }) => live)?.id;

  /** An index that fell below half, and the generation that is built of it and not published. */
  async function fallen() {
    const made = await followed();
    const before = (await made.follow()).generation?.generation;
    await remove(made.index, ...MOST);
    const { generation } = await made.follow(true);
    expect(generation).toMatchObject({ published: false, findings: [expect.stringContaining('half')] });
    return { ...made, before, built: String(generation?.generation) };
  }

  test('below half of what is live it is not published, and every look says so', async () => {
    const made = await fallen();
    const { before, built, follow } = made;
    for (const full of [false, true]) {
      const again = await follow(full);
      expect(again.generation).toBeUndefined();
      expect(again.earlier).toEqual({
        generation: built,
        standing: 'unpublished',
        findings: [expect.stringContaining('half')],
      });
    }
    expect(await liveOf(made)).toBe(before);

    const forced = await follow(false, true);
    expect(forced.generation).toBeUndefined();
    expect(forced.earlier).toMatchObject({ generation: built, standing: 'published' });
    expect(await liveOf(made)).toBe(built);
    expect((await wholeSet(made.shop, { query: 'oak lamp' })).length).toBe(15);
    expect((await follow()).earlier).toMatchObject({ generation: built, standing: 'live' });
  });

  test.each(['dropped', 'damaged'])('what was built and is %s is built anew by force', async (how) => {
    const made = await fallen();
    const { built, shop, follow } = made;
    const { generations, config } = shop.aisle;
    if (how === 'dropped') await generations.drop(built);
    else await rm(join(layoutOf(config.data).generations, built, 'products'), { recursive: true });
    const { generation } = await follow(false, true);
    expect(generation).toMatchObject({ published: true, products: 15, embedded: 0 });
    expect(await liveOf(made)).toBe(generation?.generation);
  });

  test('what is built and not published does not pile up', async () => {
    const { index, shop, follow, before } = await fallen();
    for (let i = 0; i < 4; i++) {
      await writeForeign(suite.cluster, index, [{ id: 'new', title: `Walnut ${i}`, changed: 3_000 + i }]);
      expect((await follow()).generation).toMatchObject({ published: false });
    }
    const left = await shop.aisle.generations.list();
    expect(left.map(({ state }) => state)).toEqual(['failed', 'live']);
    expect(left[1]?.id).toBe(before);
  });

  test('a rollback lasts until the next change, whether forced or not', async () => {
    const made = await followed();
    const { index, shop, follow } = made;
    const first = (await follow()).generation?.generation;
    await writeForeign(suite.cluster, index, [{ id: 'new', title: 'Walnut table', changed: 2_000 }]);
    const second = (await follow()).generation?.generation;
    expect(await shop.aisle.generations.rollback()).toBe(first);
    for (const force of [false, true]) {
      const { generation, earlier } = await follow(false, force);
      expect(generation).toBeUndefined();
      expect(earlier).toEqual({ generation: second, standing: 'replaced', findings: [] });
      expect(await liveOf(made)).toBe(first);
    }
    await writeForeign(suite.cluster, index, [{ id: 'new', title: 'Walnut chair', changed: 2_001 }]);
    expect((await follow()).generation).toMatchObject({ published: true });
  });

  test('a look that died in another index is followed by a whole one', async () => {
    const { index, settings, shop, follow } = await followed();
    await follow();
    const other = `${index}-other`;
    await makeForeignIndex(
      suite.cluster,
      other,
      [...LAMPS.slice(0, 20), { id: 'stranger', title: 'Stranger' }].map((product) => ({
        ...product,
        title: `Pine ${product.title}`,
        changed: 1,
      })),
    );
    const overrides = {
      ...{ data: shop.aisle.config.data, 'embedder.model': 'none' },
      ...settings,
      'elasticsearch.index': other,
    };
    const config = loadConfig({ environment: {}, overrides });
    const aisle = await openAisle(config, { log: silentLogger, embedder: createHashEmbedder() });
    const onProgress = () => {
      throw new Error('killed');
    };
    const died = aisle.follow({ full: false, force: false, onProgress }).finally(() => aisle.close());
    await expect(died).rejects.toThrow('killed');

    const found = await follow();
    expect(found).toMatchObject({ full: true, read: 40, checkpoint: 1_039 });
    expect(found.generation).toMatchObject({ published: true, products: 40, embedded: 0 });
  });

  test('a stamp beyond now does not hide the changes after it', async () => {
    let now = Date.parse('2026-06-01T00:00:00Z');
    const warned: Record<string, unknown>[] = [];
    const log = { ...silentLogger, warn: (fields: Record<string, unknown>) => void warned.push(fields) };
    const stamped = (id: string, createdAt: string) => ({ id, title: `Lamp ${id}`, createdAt });
    const products = [stamped('a', '2026-05-01'), stamped('b', '2100-01-01'), stamped('c', '2026-05-02')];
    const made = await followed(
      { 'elasticsearch.checkpoint': 'createdAt' },
      { products, log, clock: { now: () => now } },
    );
    const { index, follow } = made;
    expect(await follow()).toMatchObject({ full: true, checkpoint: Date.parse('2026-05-02') });
    const beyond = { id: 'b', stamp: Date.parse('2100-01-01'), documents: 1, index, field: 'createdAt' };
    expect(warned).toEqual([beyond]);
    await writeForeign(suite.cluster, index, [stamped('a', '2026-05-03')]);
    expect(await follow()).toMatchObject({ full: false, changed: 1, checkpoint: Date.parse('2026-05-03') });
    expect(warned).toEqual([beyond, beyond]);

    // A clock that went wrong for a while leaves no checkpoint behind that nothing comes up to.
    now = Date.parse('2200-01-01');
    expect(await follow(true)).toMatchObject({ checkpoint: Date.parse('2100-01-01') });
    now = Date.parse('2026-06-02');
    expect(await follow()).toMatchObject({ full: true, checkpoint: Date.parse('2026-05-03') });
  });

  test('a whole look brings a checkpoint down that nothing stands for any more', async () => {
    const { index, follow } = await followed();
    await writeForeign(suite.cluster, index, [{ id: 'lamp-00', title: 'Oak lamp', changed: 9_000_000 }]);
    expect(await follow()).toMatchObject({ checkpoint: 9_000_000 });
    await writeForeign(suite.cluster, index, [{ id: 'lamp-00', title: 'Oak lamp', changed: 1_000 }]);
    expect(await follow(true)).toMatchObject({ checkpoint: 1_039 });
    await writeForeign(suite.cluster, index, [{ id: 'lamp-00', title: 'Ash lamp', changed: 2_000 }]);
    expect(await follow()).toMatchObject({ full: false, changed: 1, checkpoint: 2_000 });
  });
});
