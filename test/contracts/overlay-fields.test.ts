import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseMap, productReader } from '../../catalog/index.js';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import { openOverlayProducts, openOverlayWriter, type ProductIndex } from '../../engines/products/index.js';
import { compileLexicon, type Filter } from '../../mappings/index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { find, idsOf, policy } from '../fixtures/product-index.js';

interface Shop {
  readonly properties: Readonly<Record<string, object>>;
  readonly map: object;
  /** One document each, `_id` its place. */
  readonly sources: readonly Readonly<Record<string, unknown>>[];
}

describeOnServers('the fields of an index that is the shop’s own', (server) => {
  let cluster: Cluster;
  let folder: string;
  let built = 0;
  const opened: ProductIndex[] = [];
  beforeAll(async () => {
    cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
    folder = await mkdtemp(join(tmpdir(), 'aisle-overlay-'));
  });
  afterAll(async () => {
    for (const index of opened) await index.close();
    await cluster.close();
    await rm(folder, { recursive: true });
  });

  async function open({ properties, map, sources }: Shop): Promise<ProductIndex> {
    const name = `${server.prefix}-fields-${built++}`;
    const settings = { number_of_shards: 1, number_of_replicas: 0 };
    await cluster.request({
      method: 'PUT',
      path: `/${name}`,
      body: { settings, mappings: { dynamic: 'strict', properties } },
    });
    const lines = sources.flatMap((source, i) => [{ index: { _id: String(i) } }, source]);
    const call = { method: 'POST', path: `/${name}/_bulk`, query: { refresh: true }, lines } as const;
    expect(await cluster.request(call)).toMatchObject({ errors: false });
    const parsed = parseMap({ id: '_id', ...map });
    const read = productReader(parsed);
    const products = sources.flatMap((source, i) => read({ ...source, _id: String(i) }, 0) ?? []);
    expect(products).toHaveLength(sources.length);
    const writer = await openOverlayWriter(join(folder, name), parsed);
    await writer.append(products);
    await writer.finish();
    const index = await openOverlayProducts(cluster, name, { folder: join(folder, name), now: () => 0 });
    opened.push(index);
    return index;
  }
  const total = async (index: ProductIndex, filter: Extract<Filter, { readonly field: string }>) => {
    const filters = [{ field: filter.field, filter }];
    return (await index.members({ members: { kind: 'everything' }, filters, facets: [], limit: 0 })).total;
  };
  /** Holds every range with one of these bounds against the values. */
  async function expectRanges(
    index: ProductIndex,
    field: string,
    values: readonly (number | undefined)[],
    bounds: readonly number[],
  ): Promise<void> {
    const passes = {
      gte: (value: number, bound: number) => value >= bound,
      gt: (value: number, bound: number) => value > bound,
      lte: (value: number, bound: number) => value <= bound,
      lt: (value: number, bound: number) => value < bound,
    };
    for (const bound of bounds) {
      for (const [side, pass] of Object.entries(passes)) {
        const expected = values.filter((value) => value !== undefined && pass(value, bound)).length;
        const found = await total(index, { kind: 'range', field, [side]: bound });
        expect({ field, side, bound, found }).toEqual({ field, side, bound, found: expected });
      }
    }
  }

  const BEYOND = [1e10, 1e21, 1e300, Number.MAX_VALUE].flatMap((bound) => [bound, -bound]);

  test.each<[string, readonly number[], readonly number[]]>([
    ['byte', [-128, 5, 127], [127.5, -128.5, 128, -129]],
    ['short', [-32_768, 5, 32_767], [32_767.5, -32_768.5]],
    ['integer', [-(2 ** 31), 5, 2 ** 31 - 1], [2 ** 31 - 0.5, 2 ** 31, -(2 ** 31) - 0.5]],
    ['long', [-(2 ** 53), 5, 2 ** 53], [2 ** 63 - 1_024, 2 ** 63, -(2 ** 63), -(2 ** 63) - 2_048]],
    ['half_float', [-65_504, 5.5, 65_504], [65_519, 65_520, -65_520]],
    ['float', [-(2 ** 100), 5.5, 2 ** 100], [3.402_823_5e38, 3.402_823_6e38, 3.5e38, -3.5e38]],
    ['double', [-1e300, 5.5, Number.MAX_VALUE], []],
  ])('a range of a %s has an answer wherever its bounds lie', async (type, values, bounds) => {
    const index = await open({
      properties: { title: { type: 'text' }, amount: { type } },
      map: { attributes: { amount: 'amount' } },
      sources: [...values.map((amount) => ({ title: 'Lamp', amount })), { title: 'Without one' }],
    });
    await expectRanges(index, 'attributes.amount', values, [...values, ...bounds, ...BEYOND]);
  });

  test.each(['date', 'date_nanos'])('so has one of a %s', async (type) => {
    const values = [1, 1e12, 9_223_372_036_853];
    const index = await open({
      properties: { title: { type: 'text' }, createdAt: { type, format: 'epoch_millis' } },
      map: {},
      sources: [...values.map((createdAt) => ({ title: 'Lamp', createdAt })), { title: 'Without one' }],
    });
    const near = [0, 0.5, 1e-7, -0.5, -1, 1e12 - 0.2, 1e12 + 0.2, 1e12 + 1, 9_223_372_036_854];
    await expectRanges(index, 'createdAt', values, [...values, ...near, 8.64e15, -8.64e15, ...BEYOND]);
  });

  test('so has one of cents, whose product’s price is euros', async () => {
    const index = await open({
      properties: { title: { type: 'text' }, cents: { type: 'integer' } },
      map: { price: { from: 'cents', multiply: 0.01 } },
      sources: [{ title: 'Lamp', cents: 1_999 }, { title: 'Shade', cents: 500 }, { title: 'Without one' }],
    });
    await expectRanges(
      index,
      'price',
      [19.99, 5],
      [19.99, 5, 21_474_836.47, 21_474_836.48, 99_999_999, -1e9],
    );
  });

  test('what lies in a nested object is refused by its name', async () => {
    const name = { type: 'text', fields: { keyword: { type: 'keyword' } } };
    const maker = { type: 'nested', properties: { name, info: { properties: { town: name } } } };
    const index = await open({
      properties: {
        title: { type: 'text' },
        attributes: { type: 'nested', properties: { name: { type: 'keyword' }, value: name } },
        maker,
        plain: { properties: { color: { type: 'keyword' } } },
      },
      map: {
        brand: 'maker',
        description: 'maker.info.town',
        color: 'plain.color',
        attributes: { town: 'maker.info.town', name: 'attributes.name' },
      },
      sources: [
        {
          title: 'Lamp',
          attributes: [{ name: 'material', value: 'oak' }],
          maker: [{ name: 'Acme', info: { town: 'Lund' } }],
          plain: { color: 'red' },
        },
      ],
    });
    const { keyword, numeric } = await index.fields();
    const nested = ['brand', 'attributes.town', 'attributes.name'];
    expect(keyword).toEqual(expect.arrayContaining(['color', 'category']));
    for (const field of nested) {
      expect([...keyword, ...numeric]).not.toContain(field);
      const refused = {
        code: 'bad_request',
        message: expect.stringMatching(`^${field}: .*nested object (maker|attributes)`),
        errors: [{ path: field }],
      };
      const values = ['Acme', 'Lund', 'material'];
      await expect(total(index, { kind: 'keyword', field, values })).rejects.toMatchObject(refused);
    }
    expect(await total(index, { kind: 'keyword', field: 'color', values: ['red'] })).toBe(1);
  });

  test('texts in a nested object are not looked for: an index with no others is refused', async () => {
    const properties = { info: { type: 'nested', properties: { name: { type: 'text' } } } };
    const sources = [{ info: [{ name: 'Lamp' }] }];
    await expect(open({ properties, map: { title: 'info.name' }, sources })).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringMatching(/expected an index with text fields/),
    });
  });

  test("a shop's own synonyms and stop words come besides what its analysers make of words", async () => {
    const titles = ['Settee of oak', 'Sofa', 'Mobile phone', 'Mobile stand', 'Cheap tent', 'Tent'];
    const index = await open({
      properties: { title: { type: 'text' } },
      map: { title: 'title' },
      sources: titles.map((title) => ({ title })),
    });
    const lexicon = await compileLexicon(
      ['cheap'],
      [
        { from: 'sofa', to: ['settee'], factor: 0.8 },
        { from: 'smart phone', to: ['mobile phone'], factor: 0.8 },
      ],
    );
    const found = async (query: string) => {
      const how = policy({ lexicon });
      return (await idsOf(index, await find(index, query, {}, how))).join(' ');
    };
    expect(await found('sofa')).toBe('1 0');
    expect(await found('settee')).toBe('0');
    expect(await found('smart phone')).toBe('2');
    expect(await found('cheap tent')).toBe('5 4');
    expect(await found('cheap')).toBe('4');
  });
});
