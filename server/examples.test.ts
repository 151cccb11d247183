import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import { listen, type RunningServer } from './index.js';
import { ENDPOINTS } from './table.js';

/** What stands for the parameters of a path. */
const NAMED: Readonly<Record<string, string>> = { id: 'kettle-1', name: 'default' };

let shop: Shop;
let server: RunningServer;
beforeAll(async () => {
  shop = await openShop([{ id: 'mug', title: 'Steel mug', brand: 'Oakline', price: 12, currency: 'USD' }], {
    settings: { 'server.port': 0 },
  });
  server = await listen(shop.aisle);
});
afterAll(async () => {
  await server.close();
  await shop.close();
});

/** In the order of the table: a product is put before it is changed and removed. */
const shown = ENDPOINTS.filter(({ example }) => example !== undefined);

test.each(shown.map(({ method, path, example }) => [method, path, example] as const))(
  'the example of %s %s is accepted, and stands in the document',
  async (method, path, example) => {
    const address = path.replaceAll(/:(\w+)/g, (_, name: string) => NAMED[name] ?? name);
    const response = await fetch(`${server.url}${address}`, {
      method: method.toUpperCase(),
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(example),
    });
    const answer = response.status === 204 ? {} : await response.json();
    expect({ ok: response.ok, answer }).toMatchObject({ ok: true });
    expect(answer).not.toHaveProperty('rejected', 1);
    const document = await (await fetch(`${server.url}/openapi.json`)).json();
    expect(document).toHaveProperty(
      [
        'paths',
        path.replaceAll(/:(\w+)/g, '{$1}'),
        method,
        'requestBody',
        'content',
        'application/json',
        'example',
      ],
      example,
    );
  },
);

test('what is asked most has one', () => {
  expect(shown.map(({ method, path }) => `${method} ${path}`)).toEqual(
    expect.arrayContaining(['post /v1/search', 'put /v1/products', 'post /v1/events', 'put /v1/rules/:id']),
  );
});
