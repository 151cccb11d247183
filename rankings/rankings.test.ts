import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sha256, silentLogger, type Clock } from '../base/index.js';
import { createMemoryState, openSqliteState, type StateStore } from '../engines/state/index.js';
import { DEFAULT_PROFILE } from '../reranker/index.js';
import { code } from '../test/fixtures/error-code.js';
import { createRankings } from './rankings.js';
import { parseDraft } from './parse-draft.js';

const synonyms = async (word: string) => parseDraft({ synonyms: [{ id: 's', words: [word, 'other'] }] });

function clockAt(start: number): Clock & { time: number } {
  return {
    time: start,
    now(): number {
      return this.time;
    },
  };
}

const start = (store: StateStore = createMemoryState(), clock: Clock = clockAt(0)) =>
  createRankings({ store, clock, log: silentLogger });

describe('rankings', () => {
  test('two ship, live in their first version', async () => {
    const rankings = start();
    expect(await rankings.list()).toEqual([
      { name: 'default', live: 1, newest: 1 },
      { name: 'rrf', live: 1, newest: 1 },
    ]);
    expect((await rankings.resolve()).label).toBe('default@1');
    expect((await rankings.resolve('rrf')).profile.fusion).toEqual({ kind: 'rrf', k: 60 });
  });

  test('a version that was stored before a signal was known orders as it did', async () => {
    const { category: _c, brand: _b, negation: _n, ...weights } = DEFAULT_PROFILE.weights;
    const profile = { fusion: { kind: 'linear' }, weights, personalMoves: 7 };
    const json = JSON.stringify({ profile, synonyms: [], stopWords: [], rules: [] });
    const store = createMemoryState();
    await store.put(`ranking-content:${sha256(json)}`, json);
    const versions = [{ version: 1, content: sha256(json) }];
    await store.put('rankings', JSON.stringify({ default: { live: 1, before: [], versions } }));
    const { profile: found } = await start(store).resolve();
    expect(found.weights).toEqual({ ...weights, category: 0, brand: 0, negation: 0 });
    // What an edit makes of it is a version like any other.
    const edited = await start(store).put({ stopWords: ['best'] }, { promote: true });
    expect(edited.version).toBe(2);
    expect((await start(store).resolve()).profile.weights).toEqual(found.weights);
  });

  test('a change is a draft until it is promoted; nothing that was written changes', async () => {
    const clock = clockAt(Date.parse('2026-05-01T00:00:00Z'));
    const rankings = start(createMemoryState(), clock);
    const made = await rankings.put(await synonyms('sofa'), { author: 'ann', note: 'couches' });
    expect(made).toEqual({
      name: 'default',
      version: 2,
      live: false,
      author: 'ann',
      note: 'couches',
      time: '2026-05-01T00:00:00.000Z',
    });
    expect((await rankings.resolve()).label).toBe('default@1');
    expect((await rankings.resolve('default@2')).lexicon.synonyms.size).toBe(2);
    const before = await rankings.show('default@2');
    await rankings.promote('default', 2);
    expect((await rankings.resolve()).label).toBe('default@2');
    // What a draft leaves out is as in the newest version.
    await rankings.put(await parseDraft({ stopWords: ['cheap'] }), { promote: true });
    expect(await rankings.show('default')).toMatchObject({
      version: 3,
      synonyms: before.synonyms,
      stopWords: ['cheap'],
    });
    expect(await rankings.show('default@2')).toEqual({ ...before, live: false });
    expect((await rankings.history('default')).map(({ version, live }) => [version, live])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
  });

  test('rolling back goes back the way that promoting came', async () => {
    const rankings = start();
    for (const word of ['one', 'two']) await rankings.put(await synonyms(word), { promote: true });
    const lives = [];
    for (let i = 0; i < 2; i++) lives.push((await rankings.rollback('default')).version);
    expect(lives).toEqual([2, 1]);
    await expect(rankings.rollback('default')).rejects.toEqual(code('conflict'));
    expect((await rankings.resolve()).label).toBe('default@1');
  });

  test('whoever knows an older version is told so, and changes nothing', async () => {
    const rankings = start();
    await rankings.put(await synonyms('one'), { base: 1 });
    await expect(rankings.put(await synonyms('two'), { base: 1 })).rejects.toEqual(code('conflict'));
    await expect(rankings.promote('default', 2, 2)).rejects.toEqual(code('conflict'));
    await expect(rankings.promote('default', 9)).rejects.toEqual(code('not_found'));
    expect((await rankings.history('default')).map(({ version }) => version)).toEqual([2, 1]);
  });

  test('of edits at the same time none is lost', async () => {
    const store = createMemoryState();
    const [a, b] = [start(store), start(store)];
    const add = (i: number) =>
      (i % 2 ? a : b).edit('default', (newest) => ({
        ...newest,
        stopWords: [...newest.stopWords, `word${i}`],
      }));
    const made = await Promise.all(Array.from({ length: 10 }, (_, i) => add(i)));
    expect(new Set(made.map(({ version }) => version)).size).toBe(10);
    const { stopWords } = await a.show('default@11');
    expect([...stopWords].sort()).toEqual(Array.from({ length: 10 }, (_, i) => `word${i}`));
  });

  test('another process follows within a second, and what is kept outlives both', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aisle-rankings-'));
    const open = () => openSqliteState(join(folder, 'state.db'), { log: silentLogger });
    const stores = [await open(), await open()] as const;
    try {
      const clock = clockAt(0);
      const [writer, reader] = [start(stores[0], clock), start(stores[1], clock)];
      expect((await reader.resolve()).label).toBe('default@1');
      await writer.put(await synonyms('sofa'), { promote: true });
      expect((await writer.resolve()).label).toBe('default@2');
      clock.time += 1_000;
      expect((await reader.resolve()).label).toBe('default@2');
      await Promise.all(stores.map((store) => store.close()));
      const again = await open();
      expect((await start(again).resolve()).lexicon.synonyms.has('sofa')).toBe(true);
      await again.close();
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('a store that does not answer leaves what was last known; a damaged version is said to be one', async () => {
    const store = createMemoryState();
    const clock = clockAt(0);
    const rankings = start(store, clock);
    await rankings.put(await synonyms('sofa'), { promote: true });
    await rankings.resolve();
    const damaged = start(
      answering(store, async (key) => (key === 'rankings' ? store.get(key) : '{}')),
      clock,
    );
    await expect(damaged.resolve()).rejects.toEqual(code('corrupt'));
    await store.close();
    clock.time += 10_000;
    expect((await rankings.resolve()).label).toBe('default@2');
  });

  test.each(['{"default":', '{"default":{"live":1}}', '[]', 'null'])(
    'a damaged list of rankings is said to be one: %s',
    async (json) => {
      const store = createMemoryState();
      await store.put('rankings', json);
      await expect(start(store).resolve()).rejects.toEqual(code('corrupt'));
      await expect(start(store).promote('rrf', 1)).rejects.toEqual(code('corrupt'));
      expect(await store.get('rankings')).toBe(json);
    },
  );

  test('a look that began before a change does not bring the old version back', async () => {
    const store = createMemoryState();
    const clock = clockAt(0);
    let answer: (() => void) | undefined;
    let holding = false;
    const rankings = start(
      answering(store, async (key) => {
        const value = await store.get(key);
        if (key !== 'rankings' || !holding) return value;
        holding = false;
        await new Promise<void>((resolve) => (answer = resolve));
        return value;
      }),
      clock,
    );
    await rankings.put(await synonyms('sofa'));
    clock.time += 1_000;
    holding = true;
    const searching = rankings.resolve();
    while (answer === undefined) await new Promise((next) => setImmediate(next));
    await rankings.promote('default', 2);
    answer();
    await searching;
    expect((await rankings.resolve()).label).toBe('default@2');
  });

  test('a draft that is tried is named exactly and kept nowhere', async () => {
    const rankings = start();
    const reference = await rankings.tryOut(await synonyms('sofa'));
    expect(reference).toMatch(/^default@draft-[0-9a-f]{8}$/);
    expect((await rankings.resolve(reference)).label).toBe(reference);
    expect((await rankings.history('default')).length).toBe(1);
  });

  test('what there is not is said to be missing, by its path', async () => {
    const rankings = start();
    await rankings.put({ ...(await synonyms('sofa')), name: 'trial' });
    for (const reference of ['nobody', 'default@7', 'trial', 'No Name', '__proto__', 'constructor']) {
      await expect(rankings.resolve(reference)).rejects.toMatchObject({
        code: 'bad_request',
        errors: [{ path: 'ranking' }],
      });
    }
    expect((await rankings.resolve('trial@1')).label).toBe('trial@1');
    await expect(rankings.edit('nobody', (newest) => newest)).rejects.toEqual(code('not_found'));
  });
});

/** The store, answering another value under some keys. */
function answering(store: StateStore, get: StateStore['get']): StateStore {
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'get') return get;
      const found: unknown = Reflect.get(target, name);
      return typeof found === 'function' ? (found.bind(target) as unknown) : found;
    },
  });
}
