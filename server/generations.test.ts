import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openShop, publish, type Shop } from '../test/fixtures/shop.js';
import { listen, type RunningServer } from './index.js';
import { generationSchema, generationSummarySchema } from './schemas/generation.js';

let shop: Shop;
let server: RunningServer;
let first: string;
let second: string;
beforeEach(async () => {
  shop = await openShop([], { settings: { 'server.port': 0 } });
  first = await publish(shop.aisle, shop.folder, [{ id: 'mug', title: 'Steel mug' }]);
  second = await publish(shop.aisle, shop.folder, [{ id: 'lamp', title: 'Garden lamp' }]);
  server = await listen(shop.aisle);
});
afterEach(async () => {
  await server.close();
  await shop.close();
});

const send = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${server.url}/v1/generations${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const states = async () => {
  const { generations } = (await send('GET', '')).body as { generations: unknown[] };
  return Object.fromEntries(
    generations.map((each) => {
      const { id, state, share } = generationSummarySchema.parse(each);
      return [id, share === undefined ? state : `${state} ${share}`];
    }),
  );
};
const found = async () => (await shop.search({ query: '' })).hits.map(({ id }) => id);

test('are listed, shown as described, published and rolled back: searches follow at once', async () => {
  expect(await states()).toEqual({ [first]: 'previous', [second]: 'live' });
  expect(await found()).toEqual(['lamp']);
  const back = await send('POST', '/rollback');
  expect(generationSchema.parse(back.body)).toMatchObject({ id: first, live: true, size: 1 });
  expect(await found()).toEqual(['mug']);
  const shown = await send('POST', `/${second}/publish`, { force: true });
  expect(generationSchema.parse(shown.body)).toMatchObject({ id: second, state: 'live' });
  expect((await send('GET', `/${second}`)).body).toEqual(shown.body);
  expect(await found()).toEqual(['lamp']);
});

test('a canary starts, is shown with its share and ends', async () => {
  const started = await send('PUT', `/${first}/canary`, { share: 1, force: true });
  expect(generationSchema.parse(started.body)).toMatchObject({ state: 'canary', share: 1 });
  expect(await states()).toEqual({ [first]: 'canary 1', [second]: 'live' });
  expect((await shop.search({ query: '', userId: 'ann' })).hits.map(({ id }) => id)).toEqual(['mug']);
  expect((await send('DELETE', '/canary')).body).toEqual({ stopped: first });
  expect((await shop.search({ query: '', userId: 'ann' })).hits.map(({ id }) => id)).toEqual(['lamp']);
  expect((await send('DELETE', '/canary')).status).toBe(404);
});

test('what is served or the way back is not removed; old ones go, one by one or all', async () => {
  expect((await send('DELETE', `/${second}`)).status).toBe(409);
  expect((await send('DELETE', `/${first}`)).status).toBe(409);
  const third = await publish(shop.aisle, shop.folder, [{ id: 'cup', title: 'Tin cup' }]);
  expect((await send('DELETE', `/${first}`)).body).toEqual({ removed: [first] });
  const fourth = await publish(shop.aisle, shop.folder, [{ id: 'pot', title: 'Tea pot' }]);
  expect((await send('DELETE', '?keep=0')).body).toEqual({ removed: [second] });
  expect(await states()).toEqual({ [third]: 'previous', [fourth]: 'live' });
});

test('one that did not pass its verification is published by force alone', async () => {
  const many = ['a', 'b', 'c'].map((id) => ({ id, title: `Tin cup ${id}` }));
  const whole = await publish(shop.aisle, shop.folder, many);
  const shrunk = await publish(shop.aisle, shop.folder, many.slice(0, 1));
  await send('POST', `/${whole}/publish`);
  expect((await states())[whole]).toBe('live');
  expect((await send('POST', `/${shrunk}/publish`)).body).toMatchObject({
    code: 'unprocessable',
    status: 422,
  });
  expect((await states())[whole]).toBe('live');
  expect((await send('POST', `/${shrunk}/publish`, { force: true })).body).toMatchObject({ state: 'live' });
});

test('only a key for the catalogue may', async () => {
  const { keys } = shop.aisle;
  const search = keys.create({ roles: ['search'] });
  const ask = (headers: Record<string, string>) =>
    fetch(`${server.url}/v1/generations/rollback`, { method: 'POST', headers });
  expect((await ask({})).status).toBe(401);
  expect((await ask({ Authorization: `Bearer ${search.text}` })).status).toBe(403);
  const catalogue = keys.create({ roles: ['catalogue'] });
  expect((await ask({ Authorization: `Bearer ${catalogue.text}` })).status).toBe(200);
});
