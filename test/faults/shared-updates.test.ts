import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Logger } from '../../base/index.js';
import type { CatalogChange, Product } from '../../catalog/index.js';
import type { SharedGeneration } from '../../indexer/live/shared-generation.js';
import { startFaultProxy, type FaultProxy } from '../fixtures/fault-proxy.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { NEVER, openSharedShop, type SharedShop } from '../fixtures/shared-generation.js';

const BULK = /^POST \/.*_bulk/;
const MAPPING = /^PUT \/.*_mapping/;
const APPLIED = /^PUT \/.*-applied-write\//;

const lamp = (id: string, fields: Partial<Product> = {}): Product => ({ id, title: `Lamp ${id}`, ...fields });
const put = (product: Product): CatalogChange => ({ kind: 'put', id: product.id, product });
const patch = (id: string, fields: Partial<Product>): CatalogChange => ({
  kind: 'patch',
  id,
  patch: { fields },
});
const gone = (id: string): CatalogChange => ({ kind: 'delete', id });

const EVERYTHING = { members: { kind: 'everything' }, filters: [], facets: [], limit: 100 } as const;

describeOnServers('several servers that apply live updates to one index', (server) => {
  let proxy: FaultProxy;
  let shop: SharedShop;
  /** Behind the proxy. */
  let troubled: SharedGeneration;
  let other: SharedGeneration;
  let logged: { message: string; fields: object }[];

  beforeEach(async () => {
    proxy = await startFaultProxy(server.address);
    shop = await openSharedShop(server, [lamp('a'), lamp('b'), lamp('c')]);
    logged = [];
    const note = (fields: object, message: string) => void logged.push({ message, fields });
    const log: Logger = { info: note, warn: note, error: note, debug: note };
    troubled = await shop.open({ address: proxy.address, log });
    other = await shop.open();
  });
  afterEach(async () => {
    proxy.reset();
    await shop.dispose();
    await proxy.close();
  });

  /** What a server says there is: by ordinal. */
  async function found(generation: SharedGeneration): Promise<Record<number, Product>> {
    const { products } = generation.snapshot();
    const { ordinals, total } = await products.members(EVERYTHING);
    expect([products.size, total]).toEqual([ordinals.length, ordinals.length]);
    const documents = await products.documents(ordinals);
    return Object.fromEntries([...ordinals].map((ordinal, i) => [ordinal, documents[i] as Product]));
  }

  const CHANGES = [put(lamp('x')), patch('a', { price: 1 }), gone('b'), put(lamp('b', { price: 9 }))];
  const AFTER = { 0: lamp('a', { price: 1 }), 2: lamp('c'), 4: lamp('x'), 7: lamp('b', { price: 9 }) };

  test('one that dies between writing and saying so: the next goes over it and comes to the same', async () => {
    proxy.fail(APPLIED, { kind: 'drop' });
    const last = await shop.append(CHANGES);
    await expect(troubled.reach(last, { accepted: 0 })).rejects.toMatchObject({ code: 'unavailable' });
    expect(proxy.count(BULK)).toBe(1);
    await troubled.close();
    await other.reach(last);
    expect(await found(other)).toEqual(AFTER);
    const next = await shop.append([patch('x', { price: 3 })]);
    await other.reach(next);
    expect(await found(other)).toEqual({ ...AFTER, 4: lamp('x', { price: 3 }) });
  });

  test('two that write the same at once; what comes last changes nothing', async () => {
    const hold = proxy.hold(BULK);
    const last = await shop.append(CHANGES);
    const held = troubled.reach(last, { accepted: 0 });
    await hold.arrived;
    await other.reach(last);
    hold.release();
    await held;
    expect(await found(other)).toEqual(AFTER);
    expect(await found(troubled)).toEqual(AFTER);
  });

  test('one that was held up does not bring back what was deleted meanwhile', async () => {
    const hold = proxy.hold(BULK);
    const held = troubled.reach(await shop.append([put(lamp('x')), patch('a', { price: 1 })]), {
      accepted: 0,
    });
    await hold.arrived;
    await other.reach(await shop.ops.last());
    const last = await shop.append([gone('x'), gone('a')]);
    await other.reach(last);
    hold.release();
    await held;
    await troubled.reach(last);
    for (const each of [troubled, other, await shop.open()]) {
      await each.reach(last);
      expect(await found(each)).toEqual({ 1: lamp('b'), 2: lamp('c') });
    }
  });

  test('nor does one that was held up for longer than the server remembers deletions', async () => {
    const index = `${server.address}/${shop.index}`;
    const headers = { 'content-type': 'application/json' };
    const settings = { method: 'PUT', headers, body: JSON.stringify({ index: { gc_deletes: '0s' } }) };
    const hold = proxy.hold(BULK);
    const held = troubled.reach(await shop.append([put(lamp('x')), patch('a', { price: 1 })]), {
      accepted: 0,
    });
    await hold.arrived;
    await other.reach(await shop.ops.last());
    expect((await fetch(`${index}/_settings`, settings)).status).toBe(200);
    const last = await shop.append([gone('x'), gone('a')]);
    await other.reach(last);
    // Until the server has forgotten it: an older version of something that is gone is then taken.
    const [bulk] = proxy.requests.filter(({ path }) => path.includes('_bulk'));
    const late = async () => {
      await fetch(`${index}/_refresh`, { method: 'POST' });
      const body = `${(bulk?.body ?? '').split('\n').slice(0, 2).join('\n')}\n`;
      const answer = await fetch(`${index}/_bulk`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body,
      });
      return ((await answer.json()) as { readonly errors: boolean }).errors;
    };
    while (await late());
    hold.release();
    await held;
    await troubled.reach(last);
    for (const each of [troubled, other, await shop.open()]) {
      await each.reach(last);
      expect(await found(each)).toEqual({ 1: lamp('b'), 2: lamp('c') });
    }
  });

  test('a long backlog is left to others once, not page by page', async () => {
    const limits = { grace: 200, embedAfter: 0, page: 4 };
    const late = await shop.open({ address: proxy.address, limits });
    const last = await shop.append(
      Array.from({ length: 40 }, (_, i) => put(lamp(`x${i % 7}`, { price: i }))),
    );
    await late.reach(last);
    expect(Object.keys(await found(late))).toHaveLength(10);
    expect(proxy.count(BULK)).toBe(10);
    // Two to open it, two a page, and those of one wait.
    expect(proxy.count(/^GET \/.*-applied\/_doc/)).toBeLessThanOrEqual(2 + 2 * 10 + 200 / 50);
  });

  test('of servers that accepted ops one after the other the first applies them all', async () => {
    const second = await shop.open({ address: proxy.address, limits: NEVER });
    const first = await shop.append([patch('a', { price: 1 })]);
    const last = await shop.append(CHANGES);
    const waits = second.reach(last, { accepted: first + 1 });
    await other.reach(first, { accepted: first });
    await waits;
    expect(proxy.count(BULK)).toBe(0);
    expect((await found(second))[0]).toEqual(lamp('a', { price: 1 }));
  });

  test('a lost answer is no lost change, and none that is made twice', async () => {
    proxy.fail(BULK, { kind: 'lose' }, 1);
    const last = await shop.append(CHANGES);
    await troubled.reach(last, { accepted: 0 });
    expect(proxy.count(BULK)).toBe(2);
    expect(await found(troubled)).toEqual(AFTER);
  });

  test('while the cluster takes no writes the generation goes on as it is; what came since follows later', async () => {
    proxy.fail(BULK, { kind: 'answer', status: 400, body: { error: { type: 'x', reason: 'not now' } } });
    const last = await shop.append(CHANGES);
    await expect(troubled.reach(last)).rejects.toMatchObject({ code: 'unprocessable' });
    expect(troubled.snapshot().seq).toBe(0);
    expect(await found(troubled)).toEqual({ 0: lamp('a'), 1: lamp('b'), 2: lamp('c') });
    // It is tried with every look: said once, and when it is over.
    await expect(troubled.reach(0)).rejects.toMatchObject({ code: 'unprocessable' });
    proxy.reset();
    await troubled.reach(last);
    expect(logged.map(({ message }) => message)).toEqual([
      'live updates cannot be applied',
      'live updates are applied again',
    ]);
    expect(await found(troubled)).toEqual(AFTER);
  });

  test('who did not accept an op leaves it to who did, and only reads what came of it', async () => {
    const patient = await shop.open({ address: proxy.address, limits: NEVER });
    const last = await shop.append(CHANGES);
    const waits = patient.reach(last);
    await other.reach(last, { accepted: 0 });
    await waits;
    expect(proxy.count(BULK)).toBe(0);
    expect(await found(patient)).toEqual(AFTER);
  });

  test('who opens the index while its first update is written finds it whole', async () => {
    const hold = proxy.hold(/_count/);
    const opening = shop.open({ address: proxy.address });
    await hold.arrived;
    const last = await shop.append(CHANGES.slice(0, 2));
    await other.reach(last, { accepted: 0 });
    hold.release();
    const opened = await opening;
    await opened.reach(last);
    expect(await found(opened)).toEqual({
      0: lamp('a', { price: 1 }),
      1: lamp('b'),
      2: lamp('c'),
      4: lamp('x'),
    });
  });

  test('an attribute that cannot be mapped just now keeps nothing out', async () => {
    const error = { type: 'illegal_argument_exception', reason: 'one of them' };
    proxy.fail(MAPPING, { kind: 'answer', status: 400, body: { error } }, 1);
    proxy.fail(MAPPING, { kind: 'answer', status: 500, body: { error } });
    const coloured = lamp('x', { attributes: { shade: 'linen' } });
    const last = await shop.append([put(coloured)]);
    await expect(troubled.reach(last, { accepted: 0 })).rejects.toMatchObject({ code: 'internal' });
    proxy.reset();
    await troubled.reach(last);
    expect((await found(troubled))[4]).toEqual(coloured);
  });

  test('what the server cannot take stays as it was, is told, and holds up nothing', async () => {
    // No server maps a field without a name.
    const refused: CatalogChange = {
      kind: 'patch',
      id: 'a',
      patch: { fields: { title: 'Never seen' }, attributes: { '': 'x' } },
    };
    const last = await shop.append([put(lamp('x')), refused, patch('a', { price: 2 }), refused, gone('b')]);
    await troubled.reach(last, { accepted: 0 });
    await other.reach(last);
    for (const each of [troubled, other]) {
      expect(await found(each)).toEqual({ 0: lamp('a', { price: 2 }), 2: lamp('c'), 4: lamp('x') });
    }
    const told = logged.filter(({ message }) => message.includes('cannot take a live update'));
    expect(told.map(({ fields }) => fields)).toMatchObject([
      { id: 'a', seq: 2 },
      { id: 'a', seq: 4 },
    ]);
  });
});
