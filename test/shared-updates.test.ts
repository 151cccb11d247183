import { expect, test } from '@jest/globals';
import { code } from './fixtures/error-code.js';
import { startFaultProxy } from './fixtures/fault-proxy.js';
import { describeOnServers } from './fixtures/search-servers.js';
import { found, sharingShops, until } from './fixtures/sharing-shops.js';
import { shoe, SHOES } from './fixtures/trail-shoes.js';

const SEEN = { untilVisible: true };

describeOnServers(
  'a change at one of the servers that share a cluster',
  (server) => {
    const { open } = sharingShops(server);

    test('is seen by searches there at once, and by those of the others, which nobody told', async () => {
      const one = await open(SHOES);
      const two = await open();
      expect(await found(two, 'copper kettle')).not.toContain('kettle');
      const report = await one.aisle.updates.put([{ id: 'kettle', title: 'Copper kettle' }], SEEN);
      expect(report).toMatchObject({ accepted: 1, rejected: 0, visible: true });
      expect(await found(one, 'copper kettle')).toContain('kettle');
      await until(async () => (await found(two, 'copper kettle')).includes('kettle'));
      await one.aisle.updates.patch([{ id: 'p3', price: 1 }], SEEN);
      await one.aisle.updates.delete(['p5'], SEEN);
      await until(async () => (await two.aisle.product('p5')) === undefined);
      expect(await two.aisle.product('p3')).toEqual(shoe(3, { price: 1 }));
      expect((await two.search({ query: '', sort: 'price:asc', pageSize: 1 })).hits[0]?.id).toBe('p3');
      for (const shop of [one, two]) expect((await shop.search({ query: '' })).total.value).toBe(20);
      if (server.kind === 'os') return;
      await until(async () => {
        const { hits } = await two.search({ query: 'Copper kettle', legs: ['vector'] });
        return hits[0]?.id === 'kettle';
      });
    });

    test('is what the next one builds on, at whichever server it comes', async () => {
      const one = await open(SHOES);
      const two = await open();
      await found(two, 'shoe');
      await one.aisle.updates.put([{ id: 'new', title: 'New thing', price: 5, currency: 'EUR' }], SEEN);
      await until(async () => (await two.aisle.product('new')) !== undefined);
      const [patch, gone] = await Promise.all([
        two.aisle.updates.patch([{ id: 'new', brand: 'Zed' }]),
        two.aisle.updates.delete(['p1']),
      ]);
      expect([patch.accepted, gone.accepted]).toEqual([1, 1]);
      expect((await two.aisle.updates.patch([{ id: 'p1', price: 3 }])).rejected).toBe(1);
      await one.aisle.updates.patch([{ id: 'new', price: 6 }], SEEN);
      const expected = { id: 'new', title: 'New thing', price: 6, currency: 'EUR', brand: 'Zed' };
      expect(await one.aisle.product('new')).toEqual(expected);
      await until(async () => (await two.aisle.product('new'))?.price === 6);
      expect(await two.aisle.product('new')).toEqual(expected);
    });

    test('is known at one that could not apply its own before: what was deleted since is not there', async () => {
      const proxy = await startFaultProxy(server.address);
      try {
        const one = await open(SHOES, proxy.address);
        const two = await open();
        await found(two, 'shoe');
        const error = { type: 'x', reason: 'not now' };
        proxy.fail(/-live\/_bulk/, { kind: 'answer', status: 400, body: { error } });
        const report = await one.aisle.updates.put([{ id: 'new', title: 'New thing' }]);
        await expect(one.aisle.generations.reach(report.seq)).rejects.toEqual(code('unprocessable'));
        await two.aisle.updates.delete(['new'], SEEN);
        proxy.reset();
        await one.aisle.generations.reach(await one.aisle.ops.last());
        expect((await one.aisle.updates.patch([{ id: 'new', price: 1 }])).items).toMatchObject([
          { id: 'new', code: 'not_found' },
        ]);
      } finally {
        await proxy.close();
      }
    });

    test('changes at all of them at once end in the same products everywhere', async () => {
      const all = [await open(SHOES), await open(), await open()];
      const reports = await Promise.all(
        all.flatMap(({ aisle }, s) =>
          Array.from({ length: 8 }, (_, i) =>
            aisle.updates.put([
              { id: `own-${s}-${i}`, title: `Lantern ${s} ${i}` },
              { id: `all-${i % 3}`, title: `Lantern of ${s} for the ${i}th time` },
            ]),
          ),
        ),
      );
      const last = Math.max(...reports.map(({ seq }) => seq));
      const states = await Promise.all(
        all.map(async (shop) => {
          await shop.aisle.generations.reach(last);
          const { hits, total } = await shop.search({ query: 'lantern', pageSize: 100, legs: ['lexical'] });
          return [total.value, hits.map(({ id, product }) => `${id} ${product.title}`).sort()];
        }),
      );
      for (const state of states) expect(state).toEqual(states[0]);
      expect(states[0]?.[0]).toBe(27);
    });

    test('where the cluster is away an update is refused by its name, and is no product afterwards', async () => {
      const proxy = await startFaultProxy(server.address);
      try {
        const { aisle } = await open(SHOES, proxy.address);
        await aisle.updates.put([{ id: 'before', title: 'Before' }], SEEN);
        proxy.fail(/-ops-write\/_bulk/, { kind: 'answer', status: 503, body: 'no' });
        proxy.fail(/-ops\/_mget/, { kind: 'drop' });
        await expect(aisle.updates.put([{ id: 'lost', title: 'Lost' }])).rejects.toEqual(code('unavailable'));
        const { aisle: other } = await open();
        expect((await other.updates.patch([{ id: 'lost', price: 1 }])).items).toMatchObject([
          { code: 'not_found' },
        ]);
        expect(await other.product('before')).toMatchObject({ title: 'Before' });
      } finally {
        await proxy.close();
      }
    });
  },
  ['es', 'os'],
);
