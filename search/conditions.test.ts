import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Product } from '../catalog/index.js';
import { parseDraft } from '../rankings/index.js';
import { openShop, type Shop } from '../test/fixtures/shop.js';

const PRODUCTS: readonly Product[] = [
  { id: '1', title: 'Red lamp', brand: 'Oakline', price: 20, rating: 5, currency: 'USD' },
  { id: '2', title: 'Red lamp of leather', brand: 'Oakline', price: 40, rating: 4, currency: 'USD' },
  { id: '3', title: 'Red lamp', brand: 'Northfell', price: 60, rating: 3, currency: 'USD' },
  { id: '4', title: 'Red lamp', brand: 'Under $50', currency: 'USD' },
  { id: '5', title: 'Blue mug for $5', price: 5, currency: 'USD' },
];

describe('a query that states conditions', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(PRODUCTS);
  });
  afterAll(() => shop.close());
  const found = async (query: string, body: object = {}) => {
    const answer = await shop.search({ query, legs: ['lexical'], ...body });
    return {
      ...answer,
      ids: answer.hits
        .map(({ id }) => id)
        .sort()
        .join(''),
    };
  };

  test.each([
    ['red lamp under $50', '12'],
    ['red lamp over $20', '23'],
    ['red lamp $20 - $40', '12'],
    ['red lamp 4 stars and up', '12'],
    ['red lamp -leather', '134'],
    ['red lamp under $50 -leather', '1'],
  ])('%s → %s', async (query, ids) => {
    const answer = await found(query);
    expect(answer.ids).toBe(ids);
    expect(answer.total).toEqual({ value: ids.length, relation: 'eq' });
    expect(answer.understood?.text).toBe('red lamp');
  });

  test('says what it understood, and does not when it is switched off', async () => {
    expect((await found('red lamp under $50')).understood).toEqual({
      text: 'red lamp',
      filters: { price: { lt: 50 } },
      parts: [{ kind: 'price', text: 'under $50' }],
    });
    const plain = await found('red lamp under $50', { understand: false });
    expect(plain).not.toHaveProperty('understood');
    expect(plain.ids).not.toBe('12');
  });

  test('belongs to the query: facets count within it, and filters of the page subtract from it', async () => {
    const { facets } = await found('red lamp under $50', { facets: ['brand', 'price'] });
    expect(facets['brand']).toEqual([{ value: 'Oakline', count: 2 }]);
    expect(facets['price']).toMatchObject({ min: 20, max: 40 });
    const filtered = await found('red lamp under $50', { filters: { brand: ['Northfell'] } });
    expect(filtered).toMatchObject({ ids: '', total: { value: 0, relation: 'eq' } });
    expect(filtered.understood?.parts).toHaveLength(1);
    const dearer = await found('red lamp under $50', { filters: { price: { gte: 30 } } });
    expect(dearer.ids).toBe('2');
  });

  test('is words alone where no product meets it, where nothing is left, and where it is a name', async () => {
    for (const query of ['red lamp under $10', 'under $50', 'UNDER $50', 'mug for under $4']) {
      const answer = await found(query);
      expect(answer).not.toHaveProperty('understood');
      expect(answer.total.value).toBeGreaterThan(0);
    }
    // Nothing meets it, with a filter or without: membership must not depend on filters.
    const filtered = await found('red lamp under $10', { filters: { brand: ['Northfell'] } });
    expect(filtered).not.toHaveProperty('understood');
  });

  test('goes on by its cursor', async () => {
    const first = await found('red lamp under $50', { pageSize: 1 });
    const next = await shop.search({ cursor: first.cursor, pageSize: 1 });
    expect(next.understood).toEqual(first.understood);
    expect([...first.hits, ...next.hits].map(({ id }) => id).sort()).toEqual(['1', '2']);
  });
});

test('words are looked for as typed where correction is switched off', async () => {
  const shop = await openShop(PRODUCTS);
  try {
    const typo = { query: 'leathr', legs: ['lexical'] };
    expect(await shop.search(typo)).toMatchObject({
      corrected: { from: 'leathr', to: 'leather' },
      total: { value: 1 },
    });
    const typed = await shop.search({ ...typo, correct: false });
    expect(typed).not.toHaveProperty('corrected');
    expect(typed.total.value).toBe(0);
  } finally {
    await shop.close();
  }
});

test('prices of several currencies: the one that the query names', async () => {
  const shop = await openShop([
    ...PRODUCTS,
    { id: '6', title: 'Red lamp', price: 30, currency: 'EUR' },
    { id: '7', title: 'Red lamp', price: 70, currency: 'EUR' },
  ]);
  try {
    const answer = await shop.search({ query: 'red lamp under €50', legs: ['lexical'] });
    expect(answer.hits.map(({ id }) => id)).toEqual(['6']);
    expect(answer.understood?.filters).toEqual({ price: { lt: 50 }, currency: ['EUR'] });
  } finally {
    await shop.close();
  }
});

test('a rule holds for the query as it is typed, and for what is left of it; not for words that are left out', async () => {
  const shop = await openShop(PRODUCTS);
  try {
    const rule = (id: string, is: string) => ({
      id,
      when: { query: { is: [is] } },
      then: { pin: [{ id: '2', position: 1 }] },
    });
    const rules = [
      rule('typed', 'red lamp under $50'),
      rule('left', 'red lamp'),
      rule('out', 'red lamp leather'),
    ];
    await shop.aisle.rankings.put(await parseDraft({ rules }), { promote: true });
    const rulesOf = async (query: string) => (await shop.search({ query, legs: ['lexical'] })).rules;
    const answer = await shop.search({ query: 'red lamp under $50', legs: ['lexical'] });
    expect(answer.understood?.text).toBe('red lamp');
    expect(answer.rules).toEqual(['left', 'typed']);
    expect(await rulesOf('red lamp')).toEqual(['left']);
    expect(await rulesOf('red lamp -leather')).toEqual(['left']);
  } finally {
    await shop.close();
  }
});

describe('what is left of a query without its conditions is what decides of a negation', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop([
      ...PRODUCTS,
      { id: '6', title: 'Lamp with light', brand: 'Lamp No Light', price: 9, currency: 'USD' },
    ]);
  });
  afterAll(() => shop.close());
  const partsOf = async (query: string, classWeights: object) => {
    const { profile } = await shop.aisle.rankings.show('default');
    const draft = await parseDraft({ profile: { ...profile, classWeights } });
    await shop.aisle.rankings.put(draft, { promote: true });
    const { understood } = await shop.search({ query, legs: ['lexical'] });
    return understood?.parts.map(({ kind }) => kind);
  };
  // Six words, of which four are left.
  const query = 'red lamp without leather under $50';

  test('its class, and the weight of that', async () => {
    expect(await partsOf(query, { general: { negation: 0 } })).toEqual(['price']);
    expect(await partsOf(query, { long: { negation: 0 } })).toEqual(['price', 'without']);
  });

  test('whether it is a name', async () => {
    expect(await partsOf('lamp no light under $50', {})).toEqual(['price']);
  });
});
