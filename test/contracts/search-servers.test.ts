import { beforeAll, expect, test } from '@jest/globals';
import { describeOnServers } from '../fixtures/search-servers.js';

interface Found {
  readonly hits: {
    readonly total: { readonly value: number };
    readonly hits: readonly { readonly _id: string }[];
  };
}

const PRODUCTS = [
  { id: 'a', title: 'Red running shoes', price: 60 },
  { id: 'b', title: 'Blue running shirt', price: 20 },
  { id: 'c', title: 'Coffee grinder', price: 45 },
];

describeOnServers('a real search server', (server) => {
  const index = `${server.prefix}products`;

  async function call(method: string, path: string, ...lines: readonly object[]): Promise<unknown> {
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const type = path.includes('_bulk') ? 'application/x-ndjson' : 'application/json';
    const answer = await fetch(`${server.address}/${path}`, {
      method,
      ...(body === '' ? {} : { body, headers: { 'content-type': type } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as unknown;
  }

  beforeAll(async () => {
    await call('PUT', index, {
      mappings: { properties: { title: { type: 'text' }, price: { type: 'float' } } },
    });
    const lines = PRODUCTS.flatMap(({ id, ...product }) => [{ index: { _id: id } }, product]);
    expect(await call('POST', `${index}/_bulk?refresh=true`, ...lines)).toMatchObject({ errors: false });
  });

  test('is the one that it is called', async () => {
    const { version } = (await call('GET', '')) as { version: { number: string; distribution?: string } };
    const flavour = version.distribution === 'opensearch' ? 'OpenSearch' : 'Elasticsearch';
    expect(`${flavour} ${version.number}`).toBe(server.name);
  });

  test('finds what was indexed', async () => {
    const query = {
      bool: { must: { match: { title: 'running' } }, filter: { range: { price: { gte: 30 } } } },
    };
    const { hits } = (await call('POST', `${index}/_search`, { query })) as Found;
    expect(hits.hits.map(({ _id }) => _id)).toEqual(['a']);
    expect(hits.total.value).toBe(1);
  });

  test('stems English where it has analysis modules, and refuses to where it has none', async () => {
    const analyzed = call('POST', '_analyze', { analyzer: 'english', text: 'the running shoes' });
    if (server.kind === 'es8') await expect(analyzed).rejects.toThrow('english');
    else await expect(analyzed).resolves.toMatchObject({ tokens: [{ token: 'run' }, { token: 'shoe' }] });
  });
});
