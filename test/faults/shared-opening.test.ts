import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { diagnose } from '../../app/index.js';
import { listen, type RunningServer } from '../../server/index.js';
import { startFaultProxy } from '../fixtures/fault-proxy.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { until } from '../fixtures/sharing-shops.js';
import { openShop, type Shop } from '../fixtures/shop.js';
import { shoe, SHOES } from '../fixtures/trail-shoes.js';

const SEEN = { untilVisible: true };
const KETTLE = { id: 'kettle', title: 'Copper kettle', price: 5, currency: 'EUR' };

describeOnServers(
  'a server that starts while live updates cannot be applied',
  (server) => {
    const closing: (() => Promise<void>)[] = [];
    let prefix: string;
    beforeEach(() => {
      prefix = `${server.prefix}${randomBytes(4).toString('hex')}`;
    });
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });

    const open = async (products = SHOES.slice(0, 0), node = server.address): Promise<Shop> => {
      const shop = await openShop(products, {
        embedder: 'none',
        settings: {
          'lexical.engine': server.kind === 'os' ? 'opensearch' : 'elasticsearch',
          'elasticsearch.node': node,
          'elasticsearch.prefix': prefix,
          'elasticsearch.replicas': 0,
          'server.port': 0,
        },
      });
      closing.push(() => shop.close());
      return shop;
    };
    const serve = async (shop: Shop): Promise<RunningServer> => {
      const running = await listen(shop.aisle);
      closing.push(() => running.close());
      return running;
    };
    const cluster = async (method: string, path: string, body?: object) => {
      const answer = await fetch(`${server.address}/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect([path, answer.status]).toEqual([path, 200]);
    };
    const block = (index: string, on: boolean) =>
      cluster('PUT', `${index}/_settings`, { index: { blocks: { write: on } } });
    const productsOf = async ({ aisle }: Shop) =>
      `${prefix}-products-${(await aisle.generations.list())[0]?.id ?? ''}`;
    const send = async ({ url }: RunningServer, method: string, path: string, body?: unknown) => {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const said = (await answer.json()) as Record<string, unknown>;
      return { status: answer.status, after: answer.headers.get('retry-after'), said };
    };
    const failing = async ({ url }: RunningServer) =>
      /^aisle_live_updates_failing (.*)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1];

    test('since the index takes no writes: it serves what the index holds, says so, takes updates, and catches up', async () => {
      const one = await open(SHOES);
      await one.aisle.updates.patch([{ id: 'p1', price: 7 }], SEEN);
      const index = await productsOf(one);
      await block(index, true);
      // Accepted is durable, seen or not.
      const { seq } = await one.aisle.updates.put([KETTLE]);

      const two = await open();
      const running = await serve(two);
      expect((await two.search({ query: 'shoe' })).total.value).toBe(SHOES.length);
      expect(await two.aisle.product('p1')).toMatchObject({ price: 7 });
      expect(await send(running, 'GET', '/health/ready')).toMatchObject({
        status: 200,
        said: { ready: true, behind: { seq: seq - 1, reason: expect.stringMatching(/does not write to/) } },
      });
      expect(await failing(running)).toBe('1');
      const { findings } = await diagnose(two.aisle.config);
      const said = (part: string) => findings.find((finding) => finding.part === part);
      expect(said('writes to the cluster')).toMatchObject({
        state: 'broken',
        found: `refused for ${index} (index.blocks.write)`,
      });
      expect(said('generation')).toMatchObject({
        state: 'note',
        found: expect.stringContaining(`live updates after number ${seq - 1} wait`),
      });

      // What it cannot know it does not deny: the kettle may be there.
      expect(await send(running, 'PATCH', '/v1/products', { id: 'kettle', price: 6 })).toMatchObject({
        status: 503,
        after: '1',
        said: { code: 'unavailable' },
      });
      const late = await send(running, 'PATCH', '/v1/products', [
        { id: 'p2', price: 8 },
        { id: 'kettle', price: 6 },
      ]);
      expect(late).toMatchObject({
        status: 200,
        said: { accepted: 1, items: [{}, { code: 'unavailable' }] },
      });
      expect(await two.aisle.product('p2')).toEqual(shoe(2));

      await block(index, false);
      for (const { aisle } of [one, two]) {
        await until(async () => (await aisle.product('p2'))?.price === 8);
        expect(await aisle.product('kettle')).toEqual(KETTLE);
      }
      await until(async () => (await failing(running)) === '0');
      expect((await send(running, 'GET', '/health/ready')).said).not.toHaveProperty('behind');
      expect(await send(running, 'PATCH', '/v1/products', { id: 'kettle', price: 6 })).toMatchObject({
        status: 200,
      });
    });

    test('since the log cannot be read: updates are refused with 503 until it can, and nothing of them is there', async () => {
      const one = await open(SHOES);
      await one.aisle.updates.patch([{ id: 'p1', price: 7 }], SEEN);
      await one.close();
      closing.pop();
      await cluster('POST', `${prefix}-ops/_close`);

      const two = await open();
      const running = await serve(two);
      expect((await two.search({ query: 'shoe' })).total.value).toBe(SHOES.length);
      expect(await two.aisle.product('p1')).toMatchObject({ price: 7 });
      expect((await send(running, 'GET', '/health/ready')).said).toMatchObject({ ready: true, behind: {} });
      expect(await failing(running)).toBe('1');
      for (const [method, path, body] of [
        ['PUT', '/v1/products', KETTLE],
        ['PATCH', '/v1/products', { id: 'p2', price: 8 }],
        ['DELETE', '/v1/products/p3', undefined],
      ] as const) {
        const answer = await send(running, method, path, body);
        expect([method, answer.status, answer.after]).toEqual([method, 503, '1']);
      }

      await cluster('POST', `${prefix}-ops/_open`);
      await until(
        async () => (await send(running, 'PUT', '/v1/products?wait=visible', KETTLE)).status === 200,
      );
      expect(await two.aisle.product('kettle')).toEqual(KETTLE);
      expect(await two.aisle.product('p2')).toEqual(shoe(2));
      expect(await two.aisle.product('p3')).toEqual(shoe(3));
      await until(async () => (await failing(running)) === '0');
    });

    test('since the log is gone: the products are served, and no update is taken into another log', async () => {
      const one = await open(SHOES);
      await one.aisle.updates.patch([{ id: 'p1', price: 7 }], SEEN);
      await cluster('DELETE', `${prefix}-ops`);
      const two = await open();
      const running = await serve(two);
      expect((await two.search({ query: 'shoe' })).total.value).toBe(SHOES.length);
      expect((await send(running, 'GET', '/health/ready')).said).toMatchObject({
        ready: true,
        behind: { reason: expect.stringMatching(/no longer has the log of live updates/) },
      });
      for (const at of [running, await serve(one)]) {
        expect(await send(at, 'PUT', '/v1/products', KETTLE)).toMatchObject({
          status: 503,
          after: '1',
          said: { code: 'unavailable', detail: expect.stringMatching(/restore it from a snapshot/) },
        });
      }
      expect((await fetch(`${server.address}/${prefix}-ops`)).status).toBe(404);
    });

    test('since the log takes no writes: an update is refused, is no product afterwards, and may be sent again', async () => {
      const one = await open(SHOES);
      const running = await serve(one);
      await one.aisle.updates.patch([{ id: 'p1', price: 7 }], SEEN);
      await block(`${prefix}-ops`, true);
      expect(await send(running, 'PUT', '/v1/products', KETTLE)).toMatchObject({ status: 503, after: '1' });
      const two = await open();
      expect(await two.aisle.product('p1')).toMatchObject({ price: 7 });
      await block(`${prefix}-ops`, false);
      const [patch] = (await one.aisle.updates.patch([{ id: 'kettle', price: 6 }])).items;
      expect(patch).toMatchObject({ code: 'not_found' });
      expect(await send(running, 'PUT', '/v1/products?wait=visible', KETTLE)).toMatchObject({ status: 200 });
      await until(async () => (await two.aisle.product('kettle')) !== undefined);
    });

    test('since the disk of the cluster is full: 507, and when to try again', async () => {
      const proxy = await startFaultProxy(server.address);
      closing.push(() => proxy.close());
      const running = await serve(await open(SHOES, proxy.address));
      const reason = 'index blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]';
      const body = { error: { type: 'cluster_block_exception', reason }, status: 429 };
      proxy.fail(/-ops-write\//, { kind: 'answer', status: 429, body });
      const answer = await send(running, 'PUT', '/v1/products', KETTLE);
      expect(answer).toMatchObject({ status: 507, after: '30', said: { code: 'storage_full' } });
    });

    test('since a write hangs: it does not wait for it', async () => {
      const proxy = await startFaultProxy(server.address);
      closing.push(() => proxy.close());
      const one = await open(SHOES);
      const index = await productsOf(one);
      await block(index, true);
      await one.aisle.updates.put([KETTLE]);
      const hold = proxy.hold(/-live\/_bulk/);
      const two = await open([], proxy.address);
      expect((await two.search({ query: 'shoe' })).total.value).toBe(SHOES.length);
      await hold.arrived;
      expect(await two.aisle.readiness()).toMatchObject({
        ready: true,
        behind: { reason: expect.stringMatching(/still being applied/) },
      });
      await block(index, false);
      hold.release();
      await until(async () => (await two.aisle.product('kettle')) !== undefined);
    });
  },
  ['es', 'os'],
);
