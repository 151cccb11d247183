import { describe, expect, test } from '@jest/globals';
import { ANSWER, asked, request, service } from '../../test/fixtures/search-service.js';
import { aisleSearchClient } from './index.js';

describe('requests become searches', () => {
  test('text, page, size and the sort of the index', async () => {
    const { bodies } = await asked(
      request(
        { query: 'lamp', page: 2, hitsPerPage: 12, facets: ['brand', 'price'] },
        'products/sort/price:asc',
      ),
    );
    expect(bodies).toEqual([
      {
        query: 'lamp',
        filters: {},
        facets: ['brand', 'price'],
        facetSize: 100,
        sort: 'price:asc',
        page: 3,
        pageSize: 12,
        highlight: true,
      },
    ]);
  });

  test('chosen facets and their counts are one search', async () => {
    const brands = ['brand:Acme', 'brand:Bolt'];
    const counted = { hitsPerPage: 0, page: 0, query: 'lamp' };
    const { bodies, results } = await asked(
      request({
        query: 'lamp',
        facets: ['brand', 'price'],
        facetFilters: [brands],
        numericFilters: ['price>=5', 'price<=50'],
        maxValuesPerFacet: 1,
      }),
      request({
        ...counted,
        facets: 'brand',
        numericFilters: ['price>=5', 'price<=50'],
        maxValuesPerFacet: 1,
      }),
      request({ ...counted, facets: 'price', facetFilters: [brands], maxValuesPerFacet: 1 }),
    );
    expect(bodies).toMatchObject([
      {
        filters: { brand: ['Acme', 'Bolt'], price: { gte: 5, lte: 50 } },
        facets: ['brand', 'price'],
        facetSize: 1_000,
      },
    ]);
    expect(results.map(({ facets }) => facets)).toEqual([
      { brand: { Acme: 9, Bolt: 4 }, price: { 0: 3 } },
      { brand: { Acme: 9 } },
      { price: { 0: 3 } },
    ]);
    expect(results[2]).toMatchObject({
      hits: [],
      nbHits: 30_000,
      facets_stats: { price: { min: 3, max: 90 } },
    });
  });

  test('a filter whose facet is counted with it narrows that count', async () => {
    const { bodies } = await asked(
      request({ facets: ['brand'], facetFilters: ['brand:Acme', 'brand:Bolt'], filters: 'currency:EUR' }),
    );
    expect(bodies).toMatchObject([
      {
        filters: {
          currency: ['EUR'],
          not: { any: [{ not: { any: [{ brand: ['Acme'] }] } }, { not: { any: [{ brand: ['Bolt'] }] } }] },
        },
      },
    ]);
  });

  test('a count under other filters than those of the hits is a search of its own', async () => {
    const { bodies } = await asked(
      request({ facets: ['brand'], facetFilters: [['brand:Acme'], ['color:red']] }),
      request({ facets: 'brand', hitsPerPage: 0, facetFilters: [['color:blue']] }),
    );
    expect(bodies).toHaveLength(2);
  });

  test('two counts of one field, each without another filter, are two searches', async () => {
    const [menu, list] = [['brand:Acme'], ['brand:Acme', 'brand:Bolt']];
    const { bodies } = await asked(
      request({ facets: ['brand'], facetFilters: [menu, list] }),
      request({ facets: 'brand', hitsPerPage: 0, facetFilters: [menu] }),
      request({ facets: 'brand', hitsPerPage: 0, facetFilters: [list] }),
    );
    const rest = (values: string[]) => ({ any: values.map((value) => ({ brand: [value] })) });
    expect(bodies).toMatchObject([
      { filters: { brand: ['Acme', 'Bolt'], ...rest(['Acme']) } },
      { filters: rest(['Acme', 'Bolt']) },
    ]);
  });

  test('several indices: equal searches are made once, others each', async () => {
    const { bodies, results } = await asked(
      request({ query: 'a' }, 'one'),
      request({ query: 'a' }, 'two'),
      request({ query: 'a', hitsPerPage: 3 }, 'three'),
    );
    expect(bodies).toHaveLength(2);
    expect(results.map(({ index }) => index)).toEqual(['one', 'two', 'three']);
  });

  test('several indices with the same filters: InstantSearch asks for their counts once', async () => {
    const chosen = { facets: ['brand'], facetFilters: [['brand:Acme']] };
    const { bodies, results } = await asked(
      request(chosen),
      request({ hitsPerPage: 0, facets: 'brand' }),
      request({ ...chosen, hitsPerPage: 6 }),
    );
    const filters = { brand: ['Acme'] };
    expect(bodies).toMatchObject([
      { filters, pageSize: 20 },
      { filters, pageSize: 6 },
    ]);
    expect(results.map(({ hitsPerPage }) => hitsPerPage)).toEqual([20, 0, 6]);
  });

  test('a state that is asked for again is not searched again, until another or clearCache', async () => {
    let fails = true;
    const { sent, fetch } = service(() =>
      fails ? new Response('', { status: 503 }) : Response.json(ANSWER),
    );
    const client = aisleSearchClient({ fetch });
    const search = (query: string) => client.search([request({ query })]);
    await expect(search('a')).rejects.toMatchObject({ status: 503 });
    fails = false;
    for (const query of ['a', 'a', 'b', 'a', 'a']) await search(query);
    expect(sent.map(({ body }) => (body as { query: string }).query)).toEqual(['a', 'a', 'b', 'a']);
    client.clearCache();
    await search('a');
    expect(sent).toHaveLength(5);
  });

  test('a category menu: each level under the path that its request is under', async () => {
    const levels = ['category.lvl0', 'category.lvl1', 'category.lvl2'];
    const { bodies, results } = await asked(
      request({ facets: levels, facetFilters: [['category.lvl1:Home > Lamps']] }),
      request({ facets: levels.slice(0, 2), hitsPerPage: 0, facetFilters: [['category.lvl0:Home']] }),
      request({ facets: 'category.lvl0', hitsPerPage: 0 }),
    );
    expect(bodies).toMatchObject([{ facets: ['category'], filters: { category: ['Home > Lamps'] } }]);
    expect(results.map(({ facets }) => facets)).toEqual([
      {
        'category.lvl0': { Home: 12 },
        'category.lvl1': { 'Home > Lamps': 12 },
        'category.lvl2': { 'Home > Lamps > Desk': 7 },
      },
      { 'category.lvl0': { Home: 20 }, 'category.lvl1': { 'Home > Lamps': 12, 'Home > Rugs': 8 } },
      { 'category.lvl0': { Home: 20, Shoes: 10 } },
    ]);
  });

  test('who asks: key, token at the time of asking, session', async () => {
    const { sent, fetch } = service();
    const signedIn: { token?: string } = {};
    const client = aisleSearchClient({
      url: 'https://a.example/',
      key: 'k',
      userToken: () => signedIn.token,
      fetch,
    });
    await client.search([request({ userToken: 'anonymous-1' })]);
    signedIn.token = 't';
    await client.search([request()]);
    expect(sent).toMatchObject([
      {
        url: 'https://a.example/v1/search',
        headers: { Authorization: 'Bearer k' },
        body: { sessionId: 'anonymous-1' },
      },
      { headers: { 'Aisle-User-Token': 't' } },
    ]);
    expect(sent[0]?.headers).not.toHaveProperty('Aisle-User-Token');
    expect(sent[1]?.body).not.toHaveProperty('sessionId');
  });
});
