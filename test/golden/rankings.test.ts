import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../base/index.js';
import { parseDraft } from '../../rankings/index.js';
import { openShop, type Shop } from '../fixtures/shop.js';
import { SHOP } from './catalogue.js';

/** Rules and words that can be judged by eye beside the catalogue. */
const SPRING = {
  synonyms: [
    { id: 'ears', words: ['headphones', 'earbuds'] },
    { id: 'sneakers', from: ['sneakers'], to: ['running shoes'] },
    { id: 'thermos', from: ['thermos flask'], to: ['bottle'] },
  ],
  stopWords: ['best'],
  rules: [
    {
      id: 'rack-last',
      when: { query: { matches: ['shoes'] } },
      then: { bury: [{ filter: { category: ['Home'] } }] },
    },
    {
      id: 'road-first',
      priority: 1,
      when: { query: { is: ['shoes'] } },
      then: { pin: [{ id: '02', position: 1 }] },
    },
    {
      id: 'case',
      when: { query: { is: ['headphones'] } },
      then: { pin: [{ id: '08', position: 2 }], add: true },
    },
    {
      id: 'green',
      when: { query: { contains: ['bottle'] } },
      then: { boost: [{ filter: { color: ['green'] }, positions: 1 }] },
    },
    { id: 'over', when: { until: '2020-01-01T00:00:00Z' }, then: { filter: { brand: ['Nobody'] } } },
    {
      id: 'home',
      when: { query: { is: ['stand'] } },
      then: { filter: { category: ['Home'] }, redirect: '/home' },
    },
    { id: 'everywhere', then: { bury: [{ ids: ['06'] }] } },
  ],
};

/** By words alone. */
const WORDS = { vector: 0, category: 0, brand: 0, negation: 0 };

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(SHOP, { clock: systemClock });
  await shop.aisle.rankings.put(await parseDraft(SPRING), { promote: true });
});
afterAll(() => shop.close());

test.each([
  // The shoes as ever, the rack behind them; asked for by the one word, the pinned pair first.
  ['running shoes', '01 02 05 03', '01 02 03 05'],
  ['shoes', '03 01 02 05', '02 03 01 05'],
  // A synonym at a discount; the case, which no word finds, is added; what is buried stands last.
  ['headphones', '06 07 09', '07 08 09 06'],
  ['earbuds', '09', '09 07 06'],
  ['sneakers', '', '01 02 05'],
  ['thermos flask', '', '10 11'],
  ['best bottle', '10 11', '11 10'],
  ['best', '', ''],
  // An article number is moved by no rule that does not name it.
  ['wh-1000xm4', '06 08', '06 08'],
  ['tv stand', '16', '16'],
])('%s: %s → %s', async (query, before, after) => {
  const found = async (ranking: string) => {
    const { hits } = await shop.search({ query, ranking, legs: ['lexical'], weights: WORDS });
    return hits.map(({ id }) => id).join(' ');
  };
  expect(await found('default@1')).toBe(before);
  expect(await found('default')).toBe(after);
});

test('a redirect and the rules that held are said; the facet counts the set as the rules made it', async () => {
  const stand = await shop.search({ query: 'stand', legs: ['lexical'], facets: ['category'] });
  expect(stand).toMatchObject({ rules: ['everywhere', 'home'], redirect: { url: '/home', rule: 'home' } });
  const cased = await shop.search({
    query: 'headphones',
    legs: ['lexical'],
    facets: ['category'],
    explain: true,
  });
  expect(cased.total.value).toBe(4);
  expect(cased.facets['category']).toContainEqual({ value: 'Audio > Cases', count: 1 });
  expect(cased.hits.map(({ id, explain }) => [id, explain?.moves])).toContainEqual([
    '06',
    [{ stage: 'rule:everywhere', from: expect.any(Number) as unknown, to: 4 }],
  ]);
});
