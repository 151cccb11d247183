import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OUTDOOR } from '../test/fixtures/outdoor-shop.js';
import { purchases } from '../test/fixtures/ubi-event.js';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import { listen, type RunningServer } from './index.js';

let shop: Shop;
let server: RunningServer;
beforeAll(async () => {
  shop = await openShop(OUTDOOR, { settings: { 'server.port': 0 } });
  await shop.aisle.events.ingest([
    ...purchases('ann', ['tent-1', 'stove-1']),
    ...purchases('bob', ['tent-1', 'stove-1']),
    ...purchases('cid', ['tent-1']),
    ...purchases('dan', ['lamp-1']),
  ]);
  server = await listen(shop.aisle);
});
afterAll(async () => {
  await server.close();
  await shop.close();
});

const get = async (path: string) => {
  const response = await fetch(server.url + path);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test('products related to one, by kind, each with its reason', async () => {
  const { status, body } = await get('/v1/products/tent-1/related?kind=bought-together&size=3');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    kind: 'bought-together',
    items: [
      {
        id: 'stove-1',
        score: 1,
        product: { title: 'Gas stove for trail cooking' },
        reason: 'Often bought with Trail tent two person',
      },
    ],
  });
  expect(typeof body['generation']).toBe('string');
  expect(typeof body['tookMs']).toBe('number');
  expect((await get('/v1/products/tent-1/related')).body).toMatchObject({ kind: 'similar' });
});

test('lists for a place, for a shopper, a basket as a list', async () => {
  const home = await get('/v1/recommendations?placement=home&user=cid&size=2');
  expect(home.body).toMatchObject({ placement: 'home', items: [{ id: 'stove-1' }, {}] });
  const cart = await get('/v1/recommendations?placement=cart&items=tent-1,lamp-1');
  expect((cart.body['items'] as { id: string }[])[0]?.id).toBe('stove-1');
  const category = await get('/v1/recommendations?placement=category&category=Outdoor%20%3E%20Lamps');
  expect((category.body['items'] as unknown[]).length).toBe(2);
});

test.each([
  ['/v1/recommendations', 400, 'placement'],
  ['/v1/recommendations?placement=cart', 400, 'items'],
  ['/v1/recommendations?placement=home&size=many', 400, 'size'],
  ['/v1/recommendations?placement=home&size=51', 400, 'size'],
  ['/v1/recommendations?placement=home&userId=a', 400, 'userId'],
  ['/v1/products/tent-1/related?userId=a', 400, 'userId'],
  ['/v1/recommendations?placement=home&colour=red', 400, 'colour'],
  ['/v1/products/tent-1/related?kind=other', 400, 'kind'],
])('%s is refused with the path of the mistake', async (path, status, where) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ code: 'bad_request', errors: [{ path: where }] });
});

test('an unknown product is not found', async () => {
  expect(await get('/v1/products/gone/related')).toMatchObject({ status: 404, body: { code: 'not_found' } });
});
