import { describe, expect, test } from '@jest/globals';
import type { SearchAnswer } from '../../search/index.js';
import type { AlgoliaRequest } from './algolia.js';
import { AisleClientError, aisleInsights, aisleSearchClient } from './index.js';

interface Sent {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

const ANSWER: SearchAnswer = {
  queryId: 'q1',
  hits: [
    {
      id: 'p1',
      score: 1,
      product: {
        id: 'p1',
        title: 'Red lamp',
        category: ['Home', 'Lamps'],
        bullets: ['Warm', 'A lamp to read by'],
        description: 'It stands. A lamp of brass. It lights.',
        attributes: { material: 'brass' },
      },
      highlights: {
        title: [
          { text: 'Red ', match: false },
          { text: 'lamp', match: true },
        ],
        bullets: [
          { text: 'A ', match: false },
          { text: 'lamp', match: true },
          { text: ' to read by', match: false },
        ],
        description: [
          { text: 'A ', match: false },
          { text: 'lamp', match: true },
          { text: ' of brass.', match: false },
        ],
      },
    },
  ],
  total: { value: 30_000, relation: 'eq' },
  facets: {
    brand: [
      { value: 'Acme', count: 9 },
      { value: 'Bolt', count: 4 },
      { value: 'Élan Vital', count: 2 },
    ],
    category: [
      { value: 'Home', count: 20 },
      { value: 'Home > Lamps', count: 12 },
      { value: 'Shoes', count: 10 },
      { value: 'Home > Lamps > Desk', count: 7 },
      { value: 'Home > Rugs', count: 8 },
      { value: 'Shoes > Boots', count: 10 },
    ],
    price: {
      min: 3,
      max: 90,
      buckets: [
        { from: 0, to: 50, count: 3 },
        { from: 50, to: 100, count: 0 },
      ],
    },
    rating: { min: 3, max: 5, buckets: [{ from: 3.0000000000000004, to: 5, count: 3 }] },
  },
  page: 1,
  pageSize: 20,
  generation: 'g',
  ranking: 'default@1',
  tookMs: 3.6,
  timings: {},
};

/** A service that notes what it is asked. */
function service(answer: () => Response = () => Response.json(ANSWER)) {
  const sent: Sent[] = [];
  const fetch = (async (url: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    sent.push({ url, headers, body: JSON.parse(init.body as string) });
    return answer();
  }) as typeof globalThis.fetch;
  return { sent, fetch };
}

async function asked(...requests: AlgoliaRequest[]) {
  const { sent, fetch } = service();
  const { results } = await aisleSearchClient({ fetch }).search(requests);
  return { bodies: sent.map(({ body }) => body), results };
}

const request = (params: AlgoliaRequest['params'] = {}, indexName = 'products'): AlgoliaRequest => ({
  indexName,
  params,
});

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
    let token: string | undefined;
    const client = aisleSearchClient({ url: 'https://a.example/', key: 'k', userToken: () => token, fetch });
    await client.search([request({ userToken: 'anonymous-1' })]);
    token = 't';
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

describe('what cannot be done is refused before anything is asked', () => {
  test('every mistake by its name', async () => {
    const { sent, fetch } = service();
    const params = {
      aroundLatLng: '1,2',
      tagFilters: ['a'],
      hitsPerPage: 200,
      facets: ['*'],
      filters: 'brand',
      numericFilters: ['price>cheap'],
    };
    const refused = await aisleSearchClient({ fetch })
      .search([request(params)])
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AisleClientError);
    const { status, errors } = refused as AisleClientError;
    expect(status).toBe(400);
    expect(errors.map(({ path }) => path).sort()).toEqual(Object.keys(params).sort());
    expect(sent).toEqual([]);
  });

  test('a refusal of the service, an answer that is none, and silence', async () => {
    const problem = {
      code: 'bad_request',
      detail: 'no such facet',
      errors: [{ path: 'facets.0', message: 'm' }],
    };
    const answers: [() => Response, object][] = [
      [
        () => Response.json(problem, { status: 400 }),
        { message: 'no such facet', status: 400, code: 'bad_request', errors: problem.errors },
      ],
      [() => new Response('<html>', { status: 502 }), { status: 502 }],
      [
        () => {
          throw new TypeError('failed');
        },
        { status: 0, message: expect.stringContaining('cannot be reached') },
      ],
      [
        () => {
          throw new DOMException('late', 'TimeoutError');
        },
        { status: 0, message: 'no answer within 50 ms' },
      ],
    ];
    for (const [answer, expected] of answers) {
      const client = aisleSearchClient({ ...service(answer), timeout: 50 });
      await expect(client.search([request()])).rejects.toMatchObject(expected);
    }
  });
});

describe('answers', () => {
  test('counts, pages no deeper than Aisle goes, times once, the id of the query for insights', async () => {
    const { results } = await asked(request({ hitsPerPage: 20, facets: ['rating'], clickAnalytics: true }));
    expect(results).toMatchObject([
      {
        nbHits: 30_000,
        nbPages: 500,
        page: 0,
        processingTimeMS: 4,
        queryID: 'q1',
        exhaustiveNbHits: true,
        facets: { rating: { 3: 3 } },
      },
    ]);
    expect((await asked(request())).results[0]).not.toHaveProperty('queryID');
  });

  test('highlights of every text of a product, whole, with the tags that were asked for', async () => {
    const tags = { highlightPreTag: '[', highlightPostTag: ']' };
    const { results } = await asked(request({ ...tags, attributesToSnippet: ['description:20'] }));
    const plain = (text: string) => ({ value: text, matchLevel: 'none', matchedWords: [] });
    const lamp = (text: string) => ({ value: text, matchLevel: 'full', matchedWords: ['lamp'] });
    expect(results[0]?.hits[0]).toMatchObject({
      objectID: 'p1',
      title: 'Red lamp',
      _highlightResult: {
        title: lamp('Red [lamp]'),
        category: [plain('Home'), plain('Lamps')],
        bullets: [plain('Warm'), lamp('A [lamp] to read by')],
        description: lamp('It stands. A [lamp] of brass. It lights.'),
        attributes: { material: plain('brass') },
      },
      _snippetResult: { description: lamp('A [lamp] of brass.') },
    });
    const some = await asked(request({ attributesToHighlight: ['title'] }));
    expect(Object.keys(some.results[0]?.hits[0]?._highlightResult ?? {})).toEqual(['title']);
  });

  test('values of a facet by the beginning of a word, without case and accents', async () => {
    const { sent, fetch } = service();
    const client = aisleSearchClient({ fetch });
    const find = async (facetQuery: string, maxFacetHits = 10) => {
      const tags = { highlightPreTag: '[', highlightPostTag: ']' };
      const params = { facetName: 'brand', facetQuery, maxFacetHits, facetFilters: [['color:red']], ...tags };
      return (await client.searchForFacetValues([request(params)]))[0]?.facetHits;
    };
    expect(await find('ela')).toEqual([{ value: 'Élan Vital', highlighted: '[Éla]n Vital', count: 2 }]);
    expect(await find('VITAL')).toMatchObject([{ highlighted: 'Élan [Vital]' }]);
    expect(await find('cme')).toEqual([]);
    expect(await find('', 2)).toMatchObject([{ value: 'Acme' }, { value: 'Bolt' }]);
    expect(sent[0]?.body).toMatchObject({ facets: ['brand'], filters: { color: ['red'] }, facetSize: 1_000 });
  });
});

describe('insights', () => {
  test('clicks, impressions, conversions as UBI events; nothing of filters and of InstantSearch itself', () => {
    const { sent, fetch } = service();
    const aa = aisleInsights({ fetch });
    const tokens: unknown[] = [];
    aa('setUserToken', 'anonymous-1');
    aa('onUserTokenChange', (token: unknown) => tokens.push(token), { immediate: true });
    aa('getUserToken', null, (_error: unknown, token: unknown) => tokens.push(token));
    aa('clickedObjectIDsAfterSearch', { queryID: 'q1', objectIDs: ['p1'], positions: [3] }, { headers: {} });
    aa('convertedObjectIDs', { objectIDs: ['p1', 'p2'], eventSubtype: 'purchase' });
    aa('sendEvents', [
      { eventType: 'instantsearch' },
      { eventType: 'view', objectIDs: ['p3'], timestamp: 0 },
    ]);
    aa('clickedFilters', { filters: ['brand:A'] });
    aa('addAlgoliaAgent', 'x');
    expect(tokens).toEqual(['anonymous-1', 'anonymous-1']);
    const event = (action: string, id: string) => ({
      action_name: action,
      session_id: 'anonymous-1',
      event_attributes: { object: { object_id: id } },
    });
    expect(sent.map(({ body }) => body)).toMatchObject([
      [{ ...event('click', 'p1'), query_id: 'q1', event_attributes: { position: { ordinal: 3 } } }],
      [event('purchase', 'p1'), event('purchase', 'p2')],
      [{ ...event('impression', 'p3'), timestamp: '1970-01-01T00:00:00.000Z' }],
    ]);
  });

  test('an event that is lost is told to who wants to hear of it', async () => {
    const { fetch } = service(() => new Response('', { status: 503 }));
    const heard = await new Promise((onError) => {
      aisleInsights({ fetch, onError })('clickedObjectIDs', { objectIDs: ['p1'] });
    });
    expect(heard).toMatchObject({ status: 503 });
  });
});
