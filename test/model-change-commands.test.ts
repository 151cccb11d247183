import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Aisle } from '../app/index.js';
import { parseSearchRequest } from '../search/index.js';
import { someProducts } from './fixtures/reindex-job.js';
import { NEW, OLD, twoModels, type TwoModels } from './fixtures/two-models.js';

const OPENED = ['info generation open', 'info canary open'];

let installation: TwoModels;
/** Built with the old model and live, and with the new one beside it. */
let live: string;
let next: string;
let vectorsOfLive: string;
beforeEach(async () => {
  installation = await twoModels(someProducts(60));
  const old = (await installation.open({ builds: OLD })).aisle;
  live = await build(old, true);
  [vectorsOfLive = ''] = await readdir(join(old.config.data, 'vectors'));
  next = await build((await installation.open({ builds: NEW })).aisle, false);
});
afterEach(() => installation.dispose());

async function build(aisle: Aisle, publish: boolean): Promise<string> {
  const { file } = installation;
  return (await aisle.reindex({ file, publish, fresh: false, force: false })).generation;
}

const ask = (aisle: Aisle, userId = 'ann') => aisle.search(parseSearchRequest({ query: 'red lamp', userId }));
const statesOf = async ({ generations }: Aisle) =>
  (await generations.list()).map(({ id, state }) => [id, state]);
const damageLive = ({ config }: Aisle) =>
  truncate(join(config.data, 'vectors', vectorsOfLive, 'vectors.f32'), 10);

describe('a command that answers nobody', () => {
  test('tries a generation by force without its model: the change is made, and the command ends well', async () => {
    const { aisle } = await installation.open({ missing: new Set([NEW]) });
    await aisle.generations.canary(next, { share: 0.1, force: true });
    expect(await statesOf(aisle)).toEqual([
      [next, 'canary'],
      [live, 'live'],
    ]);
  });

  test('ends a canary while the live vectors are damaged', async () => {
    const before = (await installation.open()).aisle;
    await before.generations.canary(next, { share: 0.1, force: false });
    await damageLive(before);
    const { aisle } = await installation.open();
    expect(await aisle.generations.stopCanary()).toBe(next);
    expect(await statesOf(aisle)).toEqual([
      [next, 'ready'],
      [live, 'live'],
    ]);
  });

  test('opens nothing to answer by when it builds, publishes or goes back', async () => {
    const { aisle, said, logged } = await installation.open({ builds: OLD });
    await build(aisle, true);
    await aisle.generations.canary(next, { share: 0.1, force: false });
    await aisle.generations.stopCanary();
    await aisle.generations.publish(next, { force: false });
    await aisle.generations.rollback();
    expect(logged.filter((line) => OPENED.includes(line))).toEqual([]);
    // Twice it was looked whether the model is there; nothing keeps it.
    expect(said).toEqual([`open ${NEW}`, `close ${NEW}`, `open ${NEW}`, `close ${NEW}`]);
    // The first that asks is answered by what is live then.
    await aisle.generations.publish(next, { force: false });
    expect(await ask(aisle)).toMatchObject({ generation: next });
    expect(logged).toContain('info generation open');
  });

  test('still publishes nothing whose model or vectors cannot be opened', async () => {
    const { aisle } = await installation.open({ missing: new Set([NEW]) });
    const { generations } = aisle;
    await expect(generations.publish(next, { force: false })).rejects.toMatchObject({ code: 'unavailable' });
    await generations.publish(next, { force: true });
    await damageLive(aisle);
    await expect(generations.publish(live, { force: true })).rejects.toMatchObject({ code: 'corrupt' });
    expect(await statesOf(aisle)).toEqual([
      [next, 'live'],
      [live, 'previous'],
    ]);
  });

  test('measures the live generation without opening it twice', async () => {
    const { aisle, said, logged } = await installation.open();
    const pinned = await aisle.searchOn();
    expect(pinned.generation).toBe(live);
    expect(await ask({ ...aisle, search: pinned.search })).toMatchObject({ generation: live });
    await pinned.close();
    expect(said).toEqual([`open ${OLD}`, `query ${OLD}`, `close ${OLD}`]);
    expect(logged.filter((line) => OPENED.includes(line))).toEqual([]);
  });
});

describe('a server that answers', () => {
  test('tells its log when what it made live or tried cannot be opened there, and goes on', async () => {
    const { aisle, logged } = await installation.open({ missing: new Set([NEW]) });
    expect(await ask(aisle)).toMatchObject({ generation: live });
    const warned = () => logged.splice(0).filter((line) => line.startsWith('warn')).length;
    await aisle.generations.canary(next, { share: 1, force: true });
    expect(warned()).toBe(1);
    expect(await ask(aisle)).toMatchObject({ generation: live });
    expect(await aisle.generations.stopCanary()).toBe(next);
    expect(warned()).toBe(0);
    await aisle.generations.publish(next, { force: true });
    expect(warned()).toBe(1);
    expect(await ask(aisle)).toMatchObject({ generation: live });
    expect(await statesOf(aisle)).toEqual([
      [next, 'live'],
      [live, 'previous'],
    ]);
  });

  test('answers by what it built at once', async () => {
    const { aisle } = await installation.open({ builds: OLD });
    expect(await ask(aisle)).toMatchObject({ generation: live });
    const built = await build(aisle, true);
    expect(await ask(aisle)).toMatchObject({ generation: built });
  });
});

test('a measurement where nothing is live says what to do', async () => {
  const empty = await twoModels([]);
  try {
    const { aisle } = await empty.open();
    await expect(aisle.searchOn()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/aisle reindex FILE/),
    });
  } finally {
    await empty.dispose();
  }
});
