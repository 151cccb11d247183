import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { followSuite } from '../fixtures/followed-index.js';
import { writeForeign } from '../fixtures/foreign-index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { wholeSet } from '../fixtures/shop.js';

describeOnServers('an index that is followed', (server) => {
  const suite = followSuite(server);
  const { followed, remove } = suite;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-follow-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Everything of the server that following could have changed. */
  async function state(index: string) {
    const call = (path: string, filter: string, query = {}) =>
      suite.cluster.request<object>({ method: 'GET', path, query: { ...query, filter_path: filter } });
    const parts = '*.settings,*.mappings,*.aliases';
    const counts = 'indices.*.primaries.docs,indices.*.primaries.indexing.index_total';
    const indices = await suite.cluster.request<Record<string, object>>({
      method: 'GET',
      path: '/_alias',
      query: { expand_wildcards: 'all' },
    });
    return {
      index: await call(`/${index}`, parts),
      counts: await call(`/${index}/_stats/docs,indexing`, counts),
      sequence: await call(`/${index}/_stats/docs`, 'indices.*.shards.*.seq_no', { level: 'shards' }),
      // The prefix of ours begins with its name.
      all: Object.keys(indices).filter((name) => name.startsWith(index)),
    };
  }

  test('is searched by its own words and our vectors, and stays what it is', async () => {
    const { index, shop, follow } = await followed();
    const before = await state(index);
    expect(JSON.stringify(before)).toContain('max_seq_no');
    const report = await follow();
    expect(report).toMatchObject({ full: true, read: 40, changed: 40, deleted: 0, checkpoint: 1_039 });
    expect(report.generation).toMatchObject({ published: true, products: 40, embedded: 40 });

    const answer = await shop.search({
      query: 'number7 lamp',
      facets: ['brand', 'category', 'price'],
      explain: true,
    });
    expect(answer.hits[0]?.product).toEqual({
      id: 'lamp-07',
      title: 'Oak lamp number7',
      brand: 'Maker 3',
      category: ['Home', 'Shades'],
      price: 17,
    });
    expect(answer.degraded).toBeUndefined();
    const shares = JSON.stringify(answer.hits[0]?.explain);
    expect(shares).toMatch(/"lexical"/);
    expect(shares).toMatch(/"vector"/);

    const all = await shop.search({
      query: 'oak lamp',
      filters: { category: ['Home > Lamps'], price: { lt: 20 } },
      facets: ['brand', 'category'],
      pageSize: 100,
    });
    expect(all.total).toEqual({ value: 5, relation: 'eq' });
    expect(all.facets['category']).toEqual([
      { value: 'Home', count: 10 },
      { value: 'Home > Lamps', count: 5 },
      { value: 'Home > Shades', count: 5 },
    ]);
    const ids = await wholeSet(shop, { query: 'oak lamp' }, 7);
    expect(new Set(ids).size).toBe(40);
    const dear = await shop.search({ query: '', sort: 'price:desc', pageSize: 2 });
    expect(dear.hits.map(({ id }) => id)).toEqual(['lamp-39', 'lamp-38']);
    // The meaning alone asks the server for nothing but the products themselves.
    const near = await shop.search({ query: 'number7', legs: ['vector'] });
    expect(near.hits[0]?.id).toBe('lamp-07');
    expect(await state(index)).toEqual(before);
  });

  test('a changed document is embedded, the others are not, and what did not change builds nothing', async () => {
    const { index, shop, follow } = await followed();
    await follow();
    const again = await follow();
    expect(again).toMatchObject({ full: false, read: 1, changed: 0 });
    expect(again.generation).toBeUndefined();

    await writeForeign(suite.cluster, index, [
      { id: 'lamp-03', title: 'Walnut shelf', price: 5, changed: 2_000 },
      { id: 'new', title: 'Walnut table', price: 9, changed: 2_001 },
    ]);
    const early = await shop.search({ query: 'walnut' });
    // The new one is found by words at once, without a vector.
    expect(early.hits.map(({ id }) => id).sort()).toEqual(['lamp-03', 'new']);
    expect(early.total.value).toBe(2);
    const found = await follow();
    expect(found).toMatchObject({ full: false, read: 3, changed: 2, deleted: 0, checkpoint: 2_001 });
    expect(found.generation).toMatchObject({ published: true, products: 41, embedded: 2, reused: 39 });
    const near = await shop.search({ query: 'walnut table', legs: ['vector'] });
    expect(near.hits[0]?.id).toBe('new');

    // A change of a price alone keeps the vectors.
    await writeForeign(suite.cluster, index, [
      { id: 'new', title: 'Walnut table', price: 8, changed: 2_002 },
    ]);
    expect((await follow()).generation).toMatchObject({ embedded: 0, reused: 41 });
    const kept = await shop.aisle.generations.list();
    expect(kept.length).toBeLessThanOrEqual(3);
    expect((await readdir(shop.aisle.config.data)).filter((name) => name.startsWith('index-'))).toEqual([]);
  });

  test('a deleted product is shown by nobody, and leaves with the next full run', async () => {
    const { index, shop, follow } = await followed();
    await follow();
    const first = await shop.search({ query: 'oak lamp', sort: 'price:asc', pageSize: 3 });
    expect(first.cursor).toBeDefined();
    await remove(index, 'lamp-04');
    const second = await shop.search({ cursor: first.cursor, pageSize: 3 });
    expect(second.hits.map(({ id }) => id)).toEqual(['lamp-03', 'lamp-05']);
    expect(second.gone).toBe(1);

    const ids = await wholeSet(shop, { query: 'number4' });
    expect(ids).not.toContain('lamp-04');
    expect((await shop.search({ query: 'oak lamp' })).total.value).toBe(39);
    expect(await shop.aisle.product('lamp-04')).toBeUndefined();
    const near = await shop.search({ query: 'number4', legs: ['vector'] });
    expect(near.hits.map(({ id }) => id)).not.toContain('lamp-04');
    expect(near.total.value).toBe((await wholeSet(shop, { query: 'number4', legs: ['vector'] })).length);

    expect(await follow()).toMatchObject({ changed: 0, deleted: 0 });
    const whole = await follow(true);
    expect(whole).toMatchObject({ full: true, read: 39, changed: 0, deleted: 1 });
    expect(whole.generation).toMatchObject({ published: true, products: 39, embedded: 0 });
  });

  test('a map names the fields; what the index cannot filter by is refused by its name', async () => {
    const index = `${server.prefix}-mapped`;
    await suite.cluster.request({
      method: 'PUT',
      path: `/${index}`,
      body: {
        mappings: {
          properties: {
            name: { type: 'text' },
            maker: { type: 'text' },
            cents: { type: 'long' },
            at: { type: 'date', format: 'yyyy-MM-dd HH:mm:ss' },
            specs: { properties: { watt: { type: 'long' }, dimmable: { type: 'boolean' } } },
          },
        },
      },
    });
    const sources = [
      { name: 'The red lamp', maker: 'Lux', cents: 1_999, at: '2026-01-01 10:00:00', specs: { watt: 5 } },
      {
        name: 'Blue lamp',
        maker: 'Glow',
        cents: 2_001,
        at: '2026-01-02 10:00:00',
        specs: { watt: 7, dimmable: true },
      },
      { maker: 'Nameless', cents: 1, at: '2026-01-02 11:00:00' },
    ];
    await suite.cluster.request({
      method: 'POST',
      path: `/${index}/_bulk`,
      query: { refresh: true },
      lines: sources.flatMap((source, i) => [{ index: { _id: `sku-${i}` } }, source]),
    });
    const map = join(folder, `${server.kind}.json`);
    await writeFile(
      map,
      JSON.stringify({
        ...{ title: 'name', brand: 'maker', price: { from: 'cents', multiply: 0.01 } },
        attributes: 'specs',
      }),
    );
    const { shop, follow } = await followed({
      ...{ 'elasticsearch.index': index, 'elasticsearch.map': map, 'elasticsearch.checkpoint': 'at' },
    });
    const report = await follow();
    expect(report).toMatchObject({ read: 3, checkpoint: Date.parse('2026-01-02T11:00:00Z') });
    expect(report.generation).toMatchObject({ products: 2, rejected: 1 });
    expect(await follow()).toMatchObject({ full: false, read: 1, changed: 0 });

    const answer = await shop.search({
      query: 'lamp',
      filters: { price: { lte: 19.99 } },
      facets: ['price', 'attributes.dimmable'],
    });
    expect(answer.hits.map(({ product }) => product)).toEqual([
      { id: 'sku-0', title: 'The red lamp', brand: 'Lux', price: 19.99, attributes: { watt: 5 } },
    ]);
    expect(answer.facets['price']).toMatchObject({ min: 19.99, max: 20.01 });
    const dimmable = await shop.search({ query: 'lamp', filters: { 'attributes.dimmable': true } });
    expect(dimmable.hits.map(({ id }) => id)).toEqual(['sku-1']);
    await expect(shop.search({ query: 'lamp', filters: { brand: ['Lux'] } })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('filters.brand'),
    });
    await expect(shop.search({ query: 'lamp', facets: ['brand'] })).rejects.toMatchObject({
      code: 'bad_request',
    });
  });

  test('mistakes of the settings are named', async () => {
    const { shop, follow } = await followed({ 'elasticsearch.checkpoint': 'title' });
    await expect(follow()).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('elasticsearch.checkpoint: expected a date or integer field'),
    });
    const request = { publish: true, fresh: false, force: false };
    await expect(shop.aisle.reindex({ ...request, file: 'x' })).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('elasticsearch.index'),
    });
    const map = join(folder, 'id.json');
    await writeFile(map, JSON.stringify({ id: 'sku' }));
    await expect(followed({ 'elasticsearch.map': map })).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('elasticsearch.map: id'),
    });
    await expect(followed({ 'lexical.engine': 'embedded' })).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('lexical.engine'),
    });
  });
});
