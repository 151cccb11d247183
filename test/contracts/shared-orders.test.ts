import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { AisleError } from '../../base/index.js';
import type { Product } from '../../catalog/index.js';
import { parseDraft } from '../../rankings/index.js';
import { parseSuggestRequest, type SearchAnswer, type SuggestAnswer } from '../../search/index.js';
import { openShop, publish, wholeSet, type Shop } from '../fixtures/shop.js';
import { bodies, catalogues } from './result-set.arbitraries.js';

const START = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;
const at = (hours: number) => new Date(START + hours * HOUR).toISOString();

const hours = fc.integer({ min: 0, max: 12 });
const id = fc.integer({ min: 0, max: 12 }).map((i) => `p${String(i).padStart(3, '0')}`);
const rule = fc.record({
  id: fc.constantFrom('a', 'b'),
  when: fc.record({ from: hours.map(at), until: hours.map((h) => at(h + 3)) }),
  then: fc.constantFrom(
    { filter: { price: { gt: 4 } } },
    { bury: [{ filter: { brand: ['Oakline'] } }] },
    { boost: [{ ids: ['p002', 'p005'], positions: 5 }] },
  ),
});
const step = fc.oneof(
  fc.record({ what: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ what: fc.constant('patch' as const), id, price: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ what: fc.constant('put' as const), id, title: fc.constantFrom('red lamp', 'steel mug shoe') }),
  fc.record({ what: fc.constant('delete' as const), id }),
  fc.record({ what: fc.constant('rules' as const), rules: fc.array(rule, { minLength: 1, maxLength: 1 }) }),
  fc.record({ what: fc.constant('popularity' as const), weight: fc.constantFrom(0, 2) }),
  fc.record({ what: fc.constant('buy' as const), id }),
  fc.record({ what: fc.constant('rollback' as const) }),
  fc.record({ what: fc.constant('publish' as const), products: catalogues }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let serial = 0;

/** Two shops that live through the same: one shares orders, the other makes each anew. */
async function twins(
  products: readonly Product[],
  run: (shops: readonly Shop[], clock: { now: number }) => Promise<void>,
) {
  const clock = { now: START };
  const open = (bytes: number) =>
    openShop(products, { clock: { now: () => clock.now }, settings: { 'search.sharedMemory': bytes } });
  const shops = [await open(2 ** 25), await open(0)];
  try {
    await run(shops, clock);
  } finally {
    for (const shop of shops) await shop.close();
  }
}

async function live(shops: readonly Shop[], clock: { now: number }, step: Step): Promise<void> {
  if (step.what === 'pass') clock.now += step.hours * HOUR;
  const event = `bought-${serial++}`;
  for (const { aisle, folder } of shops) {
    const { updates, rankings } = aisle;
    const seen = { untilVisible: true };
    switch (step.what) {
      case 'pass':
        break;
      case 'patch':
        await updates.patch([{ id: step.id, price: step.price }], seen);
        break;
      case 'put':
        await updates.put([{ id: step.id, title: step.title, price: 5 }], seen);
        break;
      case 'delete':
        await updates.delete([step.id], seen);
        break;
      case 'rules':
        await rankings.put({ rules: step.rules } as never, { promote: true });
        break;
      case 'popularity': {
        const { profile } = await rankings.show('default');
        const weights = { ...profile.weights, popularity: step.weight };
        await rankings.put({ profile: { ...profile, weights } }, { promote: true });
        break;
      }
      case 'rollback':
        await rankings.rollback('default').catch(() => undefined);
        break;
      case 'buy':
        await aisle.events.ingest([
          {
            action_name: 'purchase',
            user_id: 'ann',
            timestamp: new Date(START).toISOString(),
            event_attributes: { event_id: event, object: { object_id: step.id, object_id_field: 'id' } },
          },
        ]);
        break;
      case 'publish':
        await publish(aisle, folder, step.products);
    }
  }
}

/** What an answer says, but for its own names and times. */
function said({ queryId: _, cursor, tookMs: __, timings: ___, generation: ____, ...rest }: SearchAnswer) {
  return { ...rest, more: cursor !== undefined };
}

const suggested = ({ generation: _, tookMs: __, ...rest }: SuggestAnswer) => rest;

const orders = async (shop: Shop, source: string): Promise<number> => {
  const line = new RegExp(`^aisle_search_orders_total\\{side="live",source="${source}"\\} (\\d+)$`, 'm');
  return Number(line.exec(await shop.aisle.metrics.text())?.[1]);
};

describe('an order that others were given', () => {
  test('is the one that would be made, whatever happened in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        catalogues,
        fc.array(bodies, { minLength: 1, maxLength: 3 }),
        fc.array(step, { minLength: 4, maxLength: 8 }),
        async (products, asked, steps) => {
          await twins(products, async (shops, clock) => {
            const compare = async (body: object) => {
              const [sharing, anew] = await Promise.all(shops.map((shop) => shop.search(body)));
              expect(said(sharing as SearchAnswer)).toEqual(said(anew as SearchAnswer));
            };
            const all = async () => {
              for (const q of ['s', 'lam', 'red sho', 'stel']) {
                const [sharing, anew] = await Promise.all(
                  shops.map(({ aisle }) => aisle.suggest(parseSuggestRequest({ q, size: 5 }))),
                );
                expect(suggested(sharing as SuggestAnswer)).toEqual(suggested(anew as SuggestAnswer));
              }
              for (const body of asked) {
                for (const more of [{}, { page: 2 }, { userId: 'ann' }, { highlight: true, explain: true }])
                  await compare({ ...body, facets: ['brand', 'price'], pageSize: 5, ...more });
              }
            };
            await all();
            for (const each of steps) {
              await live(shops, clock, each);
              await all();
            }
            await all();
            expect(await orders(shops[0] as Shop, 'shared')).toBeGreaterThan(0);
            expect(await (shops[0] as Shop).aisle.metrics.text()).toMatch(
              /^aisle_suggestions_total\{source="shared"\} [1-9]/m,
            );
            expect(await orders(shops[1] as Shop, 'shared')).toBe(0);
          });
        },
      ),
      { numRuns: 5 },
    );
  });

  const MUGS = Array.from({ length: 9 }, (_, i) => ({ id: `m${i}`, title: `Steel mug ${i}`, price: i + 1 }));

  test('ends and begins with a rule, without anybody editing anything', async () => {
    const clock = { now: START };
    const shop = await openShop(MUGS, { clock: { now: () => clock.now } });
    try {
      const sale = {
        id: 'sale',
        when: { from: at(1), until: at(2) },
        then: { pin: [{ id: 'm7', position: 1 }] },
      };
      await shop.aisle.rankings.put({ rules: [sale] } as never, { promote: true });
      const first = async () => (await shop.search({ query: 'steel mug' })).hits[0]?.id;
      const usual = await first();
      expect(usual).not.toBe('m7');
      clock.now += HOUR - 1;
      expect(await first()).toBe(usual);
      clock.now += 1;
      expect(await first()).toBe('m7');
      clock.now += HOUR;
      expect(await first()).toBe(usual);
      // Once within the time before the rule: the time after it is another one.
      expect(await orders(shop, 'shared')).toBe(1);
    } finally {
      await shop.close();
    }
  });

  test('has cursors that name no query of somebody else, and each of them reads on', async () => {
    const shop = await openShop(MUGS);
    try {
      const ask = () => shop.search({ query: 'mug', pageSize: 2 });
      const [first, second] = [await ask(), await ask()];
      expect(second.queryId).not.toBe(first.queryId);
      expect(second.cursor).toBe(first.cursor);
      expect(first.cursor).not.toContain(first.queryId);
      expect(new Set(await wholeSet(shop, { query: 'mug' }, 2)).size).toBe(9);
      expect(await orders(shop, 'shared')).toBeGreaterThan(0);
    } finally {
      await shop.close();
    }
  });

  test.each([{ userId: 'ann' }, { sessionId: 's1' }, { weights: { lexical: 2 } }])(
    '%j shares none',
    async (own) => {
      const shop = await openShop(MUGS);
      try {
        for (let i = 0; i < 2; i++) await shop.search({ query: 'mug', ...own });
        expect([await orders(shop, 'shared'), await orders(shop, 'made')]).toEqual([0, 2]);
      } finally {
        await shop.close();
      }
    },
  );

  test('is none that was made without what did not answer', async () => {
    const shop = await openShop(MUGS);
    try {
      const dear = { boost: [{ filter: { price: { gte: 9 } }, positions: 9 }] };
      const rules = [{ id: 'dear', when: { query: { is: ['mug'] } }, then: dear }];
      await shop.aisle.rankings.put(await parseDraft({ rules }), { promote: true });
      const lease = await shop.aisle.generations.acquire();
      const products = lease!.generation.products;
      lease?.release();
      const members = products.members.bind(products);
      const gone = () => Promise.reject(new AisleError('unavailable', 'gone'));
      jest.spyOn(products, 'members').mockImplementationOnce(members).mockImplementationOnce(gone);
      const first = async () => (await shop.search({ query: 'mug' })).hits[0]?.id;
      expect(await first()).not.toBe('m8');
      // It answers again, and so the rule holds.
      expect(await first()).toBe('m8');
    } finally {
      jest.restoreAllMocks();
      await shop.close();
    }
  });

  test('belongs to the side that made it while a canary is tried', async () => {
    const shop = await openShop(MUGS);
    try {
      const before = (await shop.search({ query: 'mug' })).generation;
      const next = await publish(shop.aisle, shop.folder, MUGS.slice(0, 3));
      await shop.aisle.generations.canary(before, { share: 0.5, force: true });
      const totals = new Map([
        [before, 9],
        [next, 3],
      ]);
      for (let i = 0; i < 40; i++) {
        const { generation, total } = await shop.search({ query: 'mug' });
        expect(total.value).toBe(totals.get(generation));
      }
      expect(await orders(shop, 'shared')).toBeGreaterThan(0);
    } finally {
      await shop.close();
    }
  });
});
