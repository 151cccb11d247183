import { expect, test } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { gate } from '../test/fixtures/gate.js';
import { openShop } from '../test/fixtures/shop.js';
import { bareApp, MUGS } from '../test/fixtures/small-service.js';

test('who leaves while their token is verified holds no place', async () => {
  const shop = await openShop(MUGS, { settings: { 'server.concurrency': 1, 'server.queue': 0 } });
  const [asking, verifying] = [gate(), gate()];
  const verify = async () => {
    asking.open();
    await verifying.passed;
    return 'ann';
  };
  const app = await bareApp({ ...shop.aisle, userTokens: { ...shop.aisle.userTokens, verify } });
  const { port } = app;
  try {
    const path = '/v1/search?q=mug';
    const client = httpRequest({ port, path, agent: false, headers: { 'Aisle-User-Token': 'any' } });
    client.on('error', () => undefined).end();
    await asking.passed;
    client.destroy();
    await app.firstLeft;
    verifying.open();
    expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
  } finally {
    await app.close();
    await shop.close();
  }
});

test('who leaves while their search is worked on makes no room for another one', async () => {
  const shop = await openShop(MUGS, { settings: { 'server.concurrency': 1, 'server.queue': 0 } });
  const [searching, finding] = [gate(), gate()];
  const search: typeof shop.aisle.search = async (request) => {
    searching.open();
    await finding.passed;
    return shop.aisle.search(request);
  };
  const app = await bareApp({ ...shop.aisle, search });
  const { port } = app;
  const ask = async () => (await fetch(`http://127.0.0.1:${port}/v1/search?q=mug`)).status;
  try {
    const client = httpRequest({ port, path: '/v1/search?q=mug', agent: false });
    client.on('error', () => undefined).end();
    await searching.passed;
    client.destroy();
    await app.firstLeft;
    expect(await ask()).toBe(503);
    finding.open();
    let status = 503;
    while (status === 503) status = await ask();
    expect(status).toBe(200);
  } finally {
    finding.open();
    await app.close();
    await shop.close();
  }
});
