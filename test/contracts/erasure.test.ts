import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { silentLogger } from '../../base/index.js';
import { openSqliteState, type ShopperEvent, type StateStore } from '../../engines/state/index.js';
import { keysOf } from '../../engines/state/shopper-event.js';
import { countsOf, dumpState } from '../fixtures/state-dump.js';
import { event } from '../fixtures/shopper-event.js';

const DAY = 86_400_000;

interface Step {
  type: ShopperEvent['type'];
  user: string | undefined;
  client: string | undefined;
  session: string;
  product: string | undefined;
  query: string | undefined;
  day: number;
}
const TYPES = ['impression', 'view', 'click', 'cart', 'purchase', 'rating', 'other'] as const;

/** Streams of a few people who share sessions and devices, products, days and queries. */
const stream: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    type: fc.constantFrom(...TYPES),
    user: fc.option(fc.constantFrom('user:ann', 'user:bob'), { nil: undefined }),
    client: fc.option(fc.constantFrom('client:c', 'client:d'), { nil: undefined }),
    session: fc.constantFrom('session:s', 'session:t', 'session:u'),
    product: fc.option(fc.constantFrom('p', 'q', 'r'), { nil: undefined }),
    query: fc.option(fc.constantFrom('red shoe', ' Red  Shoe ', 'boot', ' '), { nil: undefined }),
    day: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 25 },
);
function eventsOf(steps: readonly Step[]): ShopperEvent[] {
  return steps.map(({ type, user, client, session, product, query, day }, i) => {
    const [shopper = session, ...aliases] = [user, client, session].filter((key) => key !== undefined);
    const { productId: _, ...plain } = event();
    return {
      ...plain,
      eventId: `e${i}`,
      type,
      shopper,
      ...(aliases.length === 0 ? {} : { aliases }),
      ...(query === undefined ? {} : { userQuery: query }),
      ...(product === undefined ? {} : { productId: product }),
      time: day * DAY + i,
    };
  });
}

/** What is left of a stream when a person never came: neither their events nor those of sessions that are theirs alone. */
function withoutPerson(events: readonly ShopperEvent[], person: string): ShopperEvent[] {
  const of = (key: string) => events.filter((one) => keysOf(one).includes(key)).flatMap(keysOf);
  const users = (session: string) => new Set(of(session).filter((key) => key.startsWith('user:')));
  const gone = new Set([
    person,
    ...of(person).filter(
      (key) => person.startsWith('user:') && key.startsWith('session:') && users(key).size === 1,
    ),
  ]);
  return events.filter((one) => keysOf(one).every((key) => !gone.has(key)));
}

describe('erasing a shopper', () => {
  let folder: string;
  let run = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-erasure-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const opened = async (work: (store: StateStore) => Promise<void>): Promise<string> => {
    const file = join(folder, `${++run}.db`);
    const store = await openSqliteState(file, { log: silentLogger });
    await work(store).finally(() => store.close());
    return file;
  };

  test.each(['user:ann', 'session:s', 'client:c'])(
    'leaves the state of a shop that %s never came to, for any stream of events',
    async (person) => {
      await fc.assert(
        fc.asyncProperty(stream, async (steps) => {
          const events = eventsOf(steps);
          const erased = await opened(async (store) => {
            for (const one of events) await store.appendEvents([one]);
            await store.eraseShopper(person);
          });
          const never = await opened(async (store) => {
            await store.appendEvents(withoutPerson(events, person));
          });
          expect(dumpState(erased)).toEqual(dumpState(never));
          const { kept, recounted } = countsOf(erased);
          expect(kept).toEqual(recounted);
        }),
        { numRuns: 12, seed: 11 },
      );
    },
  );
});

describe('a state file of an earlier format', () => {
  test('gets its counts from the events it holds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aisle-format-'));
    try {
      const file = join(folder, 'state.db');
      const open = () => openSqliteState(file, { log: silentLogger });
      const store = await open();
      const bought = { type: 'purchase', action: 'buy', userQuery: 'Red shoe' } as const;
      await store.appendEvents([event({ ...bought, productId: 'p' }), event({ ...bought, productId: 'p' })]);
      await store.close();
      // What the first format had.
      const db = new Database(file);
      const tables = db
        .prepare<[], string>(
          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )
        .pluck()
        .all();
      for (const table of tables)
        if (!['events', 'shopper_events', 'shoppers', 'vals', 'meta'].includes(table))
          db.exec(`DROP TABLE ${table}`);
      db.exec('DROP INDEX events_by_time');
      db.exec("DELETE FROM meta WHERE name <> 'version'");
      db.pragma('user_version = 2');
      db.close();
      const again = await open();
      expect(await again.queryCounts('red shoe')).toMatchObject([{ productId: 'p', count: 2 }]);
      expect(await again.productCounts(['p'])).toMatchObject([{ count: 2 }]);
      await again.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
