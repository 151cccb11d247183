import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import { listen, type RunningServer } from './index.js';
import { ENDPOINTS } from './table.js';

const products = [
  { id: 'c1', title: 'Couch of oak' },
  { id: 's1', title: 'Sofa blue' },
  { id: 's2', title: 'Sofa red' },
];

interface Reply {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

describe('rankings over HTTP', () => {
  let shop: Shop;
  let server: RunningServer;
  beforeAll(async () => {
    shop = await openShop(products, { settings: { 'server.port': 0 } });
    server = await listen(shop.aisle);
  });
  afterAll(async () => {
    await server.close();
    await shop.close();
  });

  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> => {
    const response = await fetch(server.url + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Reply['body'];
    return { status: response.status, etag: response.headers.get('etag'), body: answer };
  };
  const search = async (query: string, more = '') => {
    const { body } = await ask('GET', `/v1/search?q=${encodeURIComponent(query)}&legs=lexical${more}`);
    const { hits, ranking, redirect } = body as {
      hits: { id: string }[];
      ranking: string;
      redirect: unknown;
    };
    return { ids: hits.map(({ id }) => id).join(' '), ranking, redirect };
  };

  test('a synonym, a stop word and a rule, each in effect at the very next search once it is live', async () => {
    expect(await search('sofa')).toEqual({ ids: 's1 s2', ranking: 'default@1', redirect: undefined });
    const draft = await ask('PUT', '/v1/synonyms/seats', { words: ['sofa', 'couch'] });
    expect(draft).toMatchObject({
      status: 200,
      etag: '"2"',
      body: { name: 'default', version: 2, live: false },
    });
    expect((await search('sofa')).ids).toBe('s1 s2');
    expect((await search('sofa', '&ranking=default@2')).ids).toBe('s1 s2 c1');
    const rule = {
      when: { query: { contains: ['sofa'] } },
      then: { pin: [{ id: 's2', position: 1 }], redirect: '/sofas' },
    };
    const live = await ask('PUT', '/v1/rules/red-first?promote=true&note=red', rule);
    expect(live.body).toMatchObject({ version: 3, live: true, note: 'red' });
    expect(await search('sofa')).toEqual({
      ids: 's2 s1 c1',
      ranking: 'default@3',
      redirect: { url: '/sofas', rule: 'red-first' },
    });
    await ask('PUT', '/v1/stop-words/cheap?promote=true');
    expect((await search('cheap sofa')).ids).toBe('s2 s1 c1');
    expect((await ask('GET', '/v1/rules/red-first')).body).toMatchObject({
      id: 'red-first',
      enabled: true,
      ...rule,
    });
    expect((await ask('GET', '/v1/synonyms')).body).toMatchObject({ synonyms: [{ id: 'seats' }] });
    expect((await ask('GET', '/v1/stop-words')).body).toEqual({ stopWords: ['cheap'] });
    await ask('DELETE', '/v1/rules/red-first?promote=true');
    await ask('DELETE', '/v1/stop-words/cheap?promote=true');
    expect(await search('sofa')).toEqual({ ids: 's1 s2 c1', ranking: 'default@6', redirect: undefined });
    expect((await ask('GET', '/v1/rankings/default@1/diff/default')).body).toMatchObject({
      synonyms: { added: ['seats'] },
      rules: { added: [] },
    });
    expect((await ask('POST', '/v1/rankings/default/rollback')).body).toMatchObject({
      version: 5,
      live: true,
    });
    expect((await ask('POST', '/v1/rankings/default/promote', { version: 1 })).body).toMatchObject({
      version: 1,
    });
    expect((await search('sofa')).ranking).toBe('default@1');
  });

  test('a new ranking with weights of its own, asked by its name', async () => {
    const { body: shipped } = await ask('GET', '/v1/rankings/rrf');
    const made = await ask('PUT', '/v1/rankings/words?promote=true', { profile: shipped['profile'] });
    expect(made.body).toMatchObject({ name: 'words', version: 1, live: true });
    expect((await search('sofa', '&ranking=words')).ranking).toBe('words@1');
    expect((await ask('GET', '/v1/rankings')).body['rankings']).toContainEqual({
      name: 'words',
      live: 1,
      newest: 1,
    });
    expect((await ask('GET', '/v1/rankings/words/versions')).body['versions']).toHaveLength(1);
  });

  test('whoever changes what another changed meanwhile is told so', async () => {
    const { etag } = await ask('GET', '/v1/rankings/words');
    const change = { stopWords: ['cheap'] };
    const headers = { 'If-Match': etag ?? '' };
    expect((await ask('PUT', '/v1/rankings/words', change, headers)).status).toBe(200);
    expect(await ask('PUT', '/v1/rankings/words', change, headers)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect((await ask('PUT', '/v1/rankings/words', change, { 'If-Match': 'W/"x"' })).status).toBe(400);
    expect((await ask('POST', '/v1/rankings/words/promote', { version: 2, live: 7 })).status).toBe(409);
  });

  test.each([
    ['PUT', '/v1/synonyms/a', { words: ['one'] }, 400, ['words']],
    ['PUT', '/v1/synonyms/a', { id: 'b', words: ['one', 'two'] }, 400, ['id']],
    [
      'PUT',
      '/v1/rules/a',
      { then: { redirect: 'javascript:x', more: 1 } },
      400,
      ['then.redirect', 'then.more'],
    ],
    ['PUT', '/v1/rules/a', [], 400, ['']],
    ['PUT', '/v1/stop-words/two%20words', undefined, 400, undefined],
    [
      'PUT',
      '/v1/rankings/words',
      { rules: [{ id: 'A', then: {} }], x: 1 },
      400,
      ['rules.0.id', 'rules.0.then', 'x'],
    ],
    ['PUT', '/v1/rankings/No%20Name', {}, 400, ['name']],
    ['GET', '/v1/rules/none', undefined, 404, undefined],
    ['DELETE', '/v1/synonyms/none', undefined, 404, undefined],
    ['GET', '/v1/rules?ranking=none', undefined, 404, undefined],
    ['POST', '/v1/rankings/words/promote', { version: 99 }, 404, undefined],
    ['GET', '/v1/rankings/none', undefined, 404, undefined],
    ['GET', '/v1/search?q=a&ranking=none', undefined, 400, ['ranking']],
  ])('%s %s %j: %s', async (method, path, body, status, paths) => {
    const { status: found, body: problem } = await ask(method, path, body);
    expect(found).toBe(status);
    if (paths === undefined) return;
    const errors = problem['errors'] as { path: string }[];
    expect(errors.map((error) => error.path).sort()).toEqual([...paths].sort());
  });

  test('answers are as the documentation describes them', async () => {
    for (const [path, described] of [
      ['/v1/rankings', '/v1/rankings'],
      ['/v1/rankings/default', '/v1/rankings/:name'],
      ['/v1/rankings/default/versions', '/v1/rankings/:name/versions'],
      ['/v1/rankings/default@1/diff/words', '/v1/rankings/:from/diff/:to'],
      ['/v1/synonyms', '/v1/synonyms'],
      ['/v1/rules', '/v1/rules'],
      ['/v1/stop-words', '/v1/stop-words'],
    ] as const) {
      const { status, body } = await ask('GET', path);
      const found = ENDPOINTS.find((each) => each.method === 'get' && each.path === described);
      expect([path, status, found?.answers[200]?.schema?.safeParse(body).error?.issues]).toEqual([
        path,
        200,
        undefined,
      ]);
      expect(found?.roles).toEqual(['relevance']);
    }
  });
});
