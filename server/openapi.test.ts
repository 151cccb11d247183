import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import { createApp, listen, type RunningServer } from './index.js';
import { problemSchema } from './schemas/problem.js';
import { ENDPOINTS } from './table.js';

const products = [
  { id: 'mug', title: 'Steel mug', brand: 'Oakline', category: ['Outdoor'], price: 12, currency: 'USD' },
  { id: 'lamp', title: 'Garden lamp', brand: 'Brightwell', price: 30, currency: 'USD', rating: 4.5 },
];

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, unknown>> }>>>
  >;
}

/** `GET /v1/products/{id}` of every route that the application answers, from its own stack. */
function running(app: Express): string[] {
  const { stack } = app.router as unknown as {
    stack: { route?: { path: string; methods: Readonly<Record<string, boolean>> } }[];
  };
  return stack.flatMap(({ route }) => {
    const methods = Object.keys(route?.methods ?? {});
    // What is for every method is the answer 405.
    if (route === undefined || methods.includes('trace')) return [];
    return methods.map((method) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`);
  });
}

describe('the table, OpenAPI and the running routes', () => {
  let shop: Shop;
  let server: RunningServer;
  let document: Document;
  beforeAll(async () => {
    shop = await openShop(products, { settings: { 'server.port': 0 } });
    server = await listen(shop.aisle);
    document = (await (await fetch(`${server.url}/openapi.json`)).json()) as Document;
  });
  afterAll(async () => {
    await server.close();
    await shop.close();
  });

  test('one path has one spelling: its methods are known together', () => {
    const shapes = new Map<string, string>();
    for (const { path } of ENDPOINTS) shapes.set(path.replaceAll(/:\w+/g, ':'), path);
    for (const { path } of ENDPOINTS) expect(shapes.get(path.replaceAll(/:\w+/g, ':'))).toBe(path);
  });

  test('agree: every route is described, and every description is a route', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(running(createApp(shop.aisle)).sort()).toEqual(described.sort());
    expect(described).toContain('post /v1/search');
  });

  test('every reference in the document leads somewhere', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g);
    const steps = [...references].map(([, path]) => (path ?? '').split('/'));
    expect(steps.length).toBeGreaterThan(5);
    for (const path of steps) {
      const found = path.reduce<unknown>(
        (node, step) => (node as Record<string, unknown> | undefined)?.[step],
        document,
      );
      expect([path, typeof found]).toEqual([path, 'object']);
    }
  });

  const event = { action_name: 'click', session_id: 's', event_attributes: { object: { object_id: 'mug' } } };
  test.each([
    ['get', '/v1/search', '?q=mug&facets=brand,price&explain=true', undefined, 200],
    ['get', '/v1/search', '?page=0', undefined, 400],
    ['post', '/v1/search', '', { query: 'lamp', userId: 'ann', explain: true, pageSize: 1 }, 200],
    ['post', '/v1/search', '', { cursor: 'expired-1.20' }, undefined],
    ['get', '/v1/search', '?q=lamp+under+%2450+-red&highlight=true', undefined, 200],
    ['get', '/v1/suggest', '?q=lam&size=3', undefined, 200],
    ['get', '/v1/suggest', '?q=lam&size=x&filters=1', undefined, 400],
    ['get', '/v1/products/:id', 'lamp', undefined, 200],
    ['get', '/v1/products/:id', 'none', undefined, 404],
    ['put', '/v1/products', '?wait=visible', [{ id: 'new', title: '<b>New</b>' }, { id: 'bad' }], 200],
    ['put', '/v1/products', '', { id: 'bad', price: 'x' }, 400],
    ['put', '/v1/products', '?wait=long', { id: 'new', title: 'New' }, 400],
    ['patch', '/v1/products', '', { id: 'mug', price: 11 }, 200],
    ['patch', '/v1/products', '', { id: 'none', price: 11 }, 404],
    ['delete', '/v1/products', '', { ids: ['new', 7, {}] }, 200],
    ['delete', '/v1/products/:id', 'new', undefined, 200],
    ['post', '/v1/events', '', [event, event, { action_name: 1 }], 200],
    ['post', '/v1/events', '', 7, 400],
    ['post', '/v1/reindex/upload', '', undefined, 400],
    ['get', '/v1/generations', '', undefined, 200],
    ['get', '/v1/generations/:id', 'none', undefined, 404],
    ['post', '/v1/generations/:id/publish', 'none', { force: 1 }, 400],
    ['post', '/v1/generations/rollback', '', undefined, 404],
    ['put', '/v1/generations/:id/canary', 'none', { share: 2 }, 400],
    ['delete', '/v1/generations/canary', '', undefined, 404],
    ['delete', '/v1/generations', '?keep=3', undefined, 200],
    ['delete', '/v1/generations', '', undefined, 400],
    ['delete', '/v1/generations/:id', 'none', undefined, 404],
    ['get', '/v1/demo/shoppers', '', undefined, 404],
    ['get', '/health/live', '', undefined, 200],
    ['get', '/health/ready', '', undefined, 200],
    ['get', '/openapi.json', '', undefined, 200],
  ])('%s %s%s answers as described', async (method, path, more, body, status) => {
    const described = ENDPOINTS.find((each) => each.method === method && each.path === path)!;
    const url = path.includes(':') ? path.replace(/:\w+/, more) : `${path}${more}`;
    const response = await fetch(server.url + url, {
      method: method.toUpperCase(),
      ...(body === undefined
        ? {}
        : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (status !== undefined) expect(response.status).toBe(status);
    const openPath = path.replaceAll(/:(\w+)/g, '{$1}');
    expect(Object.keys(document.paths[openPath]?.[method]?.responses ?? {})).toContain(
      String(response.status),
    );
    const schema = described.answers[response.status]?.schema ?? problemSchema;
    expect(schema.safeParse(answer).error?.issues ?? []).toEqual([]);
  });

  test('another method on a known path is 405 and says which there are', async () => {
    const response = await fetch(`${server.url}/v1/search`, { method: 'DELETE' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, GET, HEAD');
  });

  test('the page of the API and its files come from here, without a script in the page', async () => {
    const page = await (await fetch(`${server.url}/docs`)).text();
    const files = [...page.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(files).toHaveLength(3);
    for (const file of files) expect((await fetch(server.url + file)).status).toBe(200);
    expect(page).not.toMatch(/<script(?! src)/);
    expect((await fetch(`${server.url}/docs/assets/package.json`)).status).toBe(404);
  });
});
