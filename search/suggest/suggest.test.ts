import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { AisleError } from '../../base/index.js';
import { parseDraft } from '../../rankings/index.js';
import { openShop, publish, type Shop } from '../../test/fixtures/shop.js';
import { parseSuggestRequest } from './suggest-request.js';

const PRODUCTS = [
  { id: 'a1', title: 'Desk lamp', brand: 'Oakline', groupId: 'a' },
  { id: 'a2', title: 'Desk lamp', brand: 'Oakline', groupId: 'a' },
  { id: 'b1', title: 'Desk lamp, small', brand: 'Lampwright' },
];

describe('suggestions', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(PRODUCTS);
  });
  afterAll(() => shop.close());
  afterEach(() => void jest.restoreAllMocks());
  const suggest = (parameters: object) => shop.aisle.suggest(parseSuggestRequest(parameters));
  const generation = async () => {
    const lease = await shop.aisle.generations.acquire();
    lease?.release();
    return lease!.generation;
  };
  const products = async () => (await generation()).products;

  test('variants are one product, and size bounds both lists', async () => {
    const answer = await suggest({ q: 'des', size: '1' });
    expect(answer.completions).toHaveLength(1);
    expect(answer.products.map(({ id }) => id)).toEqual(['a1']);
    expect((await suggest({ q: 'desk' })).products.map(({ id }) => id)).toEqual(['a1', 'b1']);
  });

  test('completions come without the products where those do not answer, and that is said', async () => {
    jest
      .spyOn(await products(), 'members')
      .mockImplementation(() => Promise.reject(new AisleError('unavailable', 'gone')));
    expect(await suggest({ q: 'des' })).toMatchObject({
      completions: [{ text: 'desk lamp' }],
      products: [],
      degraded: ['products'],
    });
  });

  test('products come without completions where titles cannot be read, and the next request tries again', async () => {
    await publish(shop.aisle, shop.folder, [...PRODUCTS, { id: 'c1', title: 'Desk lamp, tall' }]);
    jest
      .spyOn(await generation(), 'titles')
      .mockImplementationOnce(() => Promise.reject(new AisleError('unavailable', 'gone')));
    const answer = await suggest({ q: 'desk' });
    expect(answer).toMatchObject({ completions: [], degraded: ['completions'] });
    expect(answer.products.map(({ id }) => id)).toEqual(expect.arrayContaining(['c1']));
    expect((await suggest({ q: 'des' })).completions.map(({ text }) => text)).toEqual(['desk lamp']);
  });

  test('completions are made of the titles that a generation has read already', async () => {
    await publish(shop.aisle, shop.folder, [...PRODUCTS, { id: 'd1', title: 'Desk lamp, wide' }]);
    const searched = await generation();
    const read = await searched.titles();
    expect(read).toHaveLength(4);
    const documents = jest.spyOn(await products(), 'documents');
    expect(await suggest({ q: 'lampwrig' })).toMatchObject({ completions: [{ text: 'Lampwright' }] });
    // Those of the products that are suggested.
    expect(documents.mock.calls.map(([ordinals]) => ordinals.length)).toEqual([1]);
    expect(await searched.titles()).toBe(read);
  });

  test.each([
    [{ q: 'a'.repeat(201) }, 'q'],
    [{ size: '0' }, 'size'],
    [{ size: 'many' }, 'size'],
    [{ filters: '{}' }, 'filters'],
    [{ q: ['a', 'b'] }, 'q'],
  ])('%j is refused at %s', (parameters, path) => {
    expect(() => parseSuggestRequest(parameters)).toThrow(
      expect.objectContaining({ code: 'bad_request', errors: [expect.objectContaining({ path })] }),
    );
  });
});

test('the filters, synonyms and stop words of the live ranking hold for the products', async () => {
  const shop = await openShop([
    { id: 'a', title: 'Leather sofa', brand: 'Oakline' },
    { id: 'b', title: 'Leather couch', brand: 'Oakline' },
    { id: 'c', title: 'Leather sofa', brand: 'Recalled' },
  ]);
  const found = async (q: string) => {
    const { products } = await shop.aisle.suggest(parseSuggestRequest({ q }));
    return products.map(({ id }) => id).sort();
  };
  try {
    expect(await found('sofa')).toEqual(['a', 'c']);
    await shop.aisle.rankings.put(
      await parseDraft({
        synonyms: [{ id: 'sofa', words: ['sofa', 'couch'] }],
        stopWords: ['buy'],
        rules: [
          {
            id: 'recall',
            when: { query: { contains: ['sofa'] } },
            then: { filter: { not: { brand: ['Recalled'] } } },
          },
          { id: 'lost', then: { filter: { material: ['wool'] } } },
        ],
      }),
      { promote: true },
    );
    expect(await found('sofa')).toEqual(['a', 'b']);
    expect(await found('buy sofa')).toEqual(['a', 'b']);
    // A beginning is looked for as what it is completed to.
    expect(await found('leather sof')).toEqual(['a', 'b']);
    expect(await found('leather')).toEqual(['a', 'b', 'c']);
  } finally {
    await shop.close();
  }
});

test('queries that many asked come first, those that found nothing or that few asked do not come', async () => {
  const shop = await openShop(PRODUCTS);
  const ask = async (text: string, times: number, total: number, shoppers = times) =>
    shop.aisle.store.appendSearches(
      Array.from({ length: times }, (_, i) => ({
        queryId: `${text}-${i}`,
        time: i,
        shopper: `session:${i % shoppers}`,
        text,
        generation: 'g',
        ranking: 'default@1',
        first: 0,
        total,
        shown: [],
      })),
    );
  try {
    await ask('desk lamp led', 5, 3);
    await ask('desk lamp gold', 9, 0);
    await ask('desk lamp of ann smith', 9, 3, 4);
    const answer = await shop.aisle.suggest(parseSuggestRequest({ q: 'desk la' }));
    expect(answer.completions.map(({ text }) => text)).toEqual(['desk lamp led', 'desk lamp']);
  } finally {
    await shop.close();
  }
});
