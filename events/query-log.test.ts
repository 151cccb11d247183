import { describe, expect, test } from '@jest/globals';
import { silentLogger } from '../base/index.js';
import { createMemoryState, type LoggedSearch } from '../engines/state/index.js';
import { ALLOWED } from '../test/fixtures/consent.js';
import { createQueryLog } from './query-log.js';

const search = (queryId: string, more: Partial<LoggedSearch> = {}): LoggedSearch => ({
  queryId,
  text: `text of ${queryId}`,
  time: 1,
  generation: 'g',
  ranking: 'default@1',
  first: 0,
  total: 1,
  shown: ['p'],
  ...more,
});

describe('the query log', () => {
  test('knows at once what was asked, and keeps it once it is written', async () => {
    const store = createMemoryState();
    const log = createQueryLog({ store, rules: ALLOWED, log: silentLogger });
    log.record(search('a'));
    expect(await store.loggedSearches(['a'])).toEqual([]);
    expect(await log.textsOf(['a', 'unknown'])).toEqual(new Map([['a', 'text of a']]));
    await log.flush();
    expect(await store.loggedSearches(['a'])).toStrictEqual([search('a')]);
    expect(await log.textsOf(['a'])).toEqual(new Map([['a', 'text of a']]));
  });

  test('never waits: beyond its bound answers are dropped and counted, the first ones stand', async () => {
    const store = createMemoryState();
    const log = createQueryLog({ store, rules: ALLOWED, log: silentLogger });
    for (let i = 0; i < 10_005; i++) log.record(search(`q${i}`));
    expect(log.dropped).toBe(5);
    await log.close();
    expect(await store.loggedSearches(['q9999', 'q10000'])).toHaveLength(1);
    log.record(search('late'));
    expect(log.dropped).toBe(6);
  });

  test('a store that fails costs its batch, not the next one', async () => {
    const store = createMemoryState();
    let broken = true;
    const log = createQueryLog({
      store: {
        ...store,
        consents: (keys) => store.consents(keys),
        appendSearches: async (searches) => {
          if (broken) throw new Error('no space');
          await store.appendSearches(searches);
        },
      },
      rules: ALLOWED,
      log: silentLogger,
    });
    log.record(search('a'));
    await log.flush();
    expect(log.dropped).toBe(1);
    broken = false;
    log.record(search('b'));
    await log.flush();
    expect(await store.loggedSearches(['a', 'b'])).toHaveLength(1);
  });

  test('who does not allow it is logged without a name, or not at all', async () => {
    const store = createMemoryState();
    await store.putConsent(['user:ann'], { log: false });
    const searches = [
      search('a', { shopper: 'user:ann', aliases: ['session:s'] }),
      search('b', { shopper: 'user:bob' }),
    ];
    for (const withoutConsent of ['anonymous', 'refuse'] as const) {
      const log = createQueryLog({ store, rules: { ...ALLOWED, withoutConsent }, log: silentLogger });
      for (const one of searches) log.record({ ...one, queryId: `${one.queryId}-${withoutConsent}` });
      await log.close();
    }
    expect(await store.exportSearches('user:ann')).toEqual([]);
    expect(await store.exportSearches('user:bob')).toHaveLength(2);
    expect(await store.loggedSearches(['a-anonymous'])).toStrictEqual([
      search('a-anonymous', { text: 'text of a' }),
    ]);
    expect(await store.loggedSearches(['a-refuse'])).toEqual([]);
  });
});
