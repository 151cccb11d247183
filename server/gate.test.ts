import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Logger } from '../base/index.js';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import { listen, type RunningServer } from './index.js';

describe('a service that has no place left', () => {
  const lines: string[] = [];
  const keep = (fields: Record<string, unknown>, message: string) =>
    void lines.push(JSON.stringify([fields, message]));
  const log: Logger = { debug: keep, info: keep, warn: keep, error: keep };
  let shop: Shop;
  let server: RunningServer;
  let authorization: string;
  let first: Promise<unknown>;
  let answer: () => void;

  beforeAll(async () => {
    shop = await openShop([{ id: 'mug', title: 'Steel mug' }], {
      settings: { 'server.port': 0, 'server.concurrency': 1, 'server.queue': 0 },
    });
    const { aisle } = shop;
    authorization = `Bearer ${aisle.keys.create({ roles: ['search', 'ops'], origins: ['https://shop.example'] }).text}`;
    const answering = new Promise<void>((resolve) => (answer = resolve));
    let begun: () => void = () => undefined;
    const beginning = new Promise<void>((resolve) => (begun = resolve));
    const search: typeof aisle.search = async (request) => {
      begun();
      await answering;
      return aisle.search(request);
    };
    server = await listen({ ...aisle, log, search });
    first = ask('/v1/search?q=mug');
    await beginning;
  });
  beforeEach(() => void lines.splice(0));
  afterAll(async () => {
    answer();
    await first;
    await server.close();
    await shop.close();
  });

  const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(`${server.url}${path}`, { ...init, headers: { authorization, ...headers } });

  test('refuses before the key is looked at, with a problem that says when to come again', async () => {
    const refused = await ask('/v1/search?q=mug', {
      authorization: 'Bearer wrong',
      'x-request-id': 'shop-7',
    });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect(refused.headers.get('x-request-id')).toBe('shop-7');
    expect(await refused.json()).toMatchObject({ code: 'unavailable', status: 503, requestId: 'shop-7' });
  });

  test.each([
    ['GET', '/v1/products/mug'],
    ['HEAD', '/v1/suggest?q=m'],
    ['POST', '/v1/search'],
    ['DELETE', '/v1/users/ann'],
  ])('%s %s is refused', async (method, path) => {
    expect((await ask(path, {}, { method })).status).toBe(503);
  });

  test.each([
    ['/health/ready', 200],
    ['/metrics', 200],
    ['/v1/nothing', 404],
  ])('%s is answered with %i', async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  });

  test('counts refusals and does not log each', async () => {
    const shed = async () => {
      const text = await (await ask('/metrics')).text();
      return Number(/^aisle_http_requests_shed_total\{priority="search"\} (\d+)$/m.exec(text)?.[1] ?? 0);
    };
    const before = await shed();
    lines.splice(0);
    await ask('/v1/search?q=mug');
    expect(lines).toEqual([]);
    expect(await shed()).toBe(before + 1);
  });

  test('lets pages of the origins of its keys read when to come again, and no others', async () => {
    const allowed = async (origin: string) =>
      (await ask('/v1/search?q=mug', { origin })).headers.get('access-control-allow-origin');
    expect(await allowed('https://shop.example')).toBe('https://shop.example');
    expect(await allowed('https://evil.example')).toBeNull();
  });
});

test('past the most connections one is closed unheard and counted, and a later one is heard again', async () => {
  const shop = await openShop([], { settings: { 'server.port': 0, 'server.connections': 1 } });
  const server = await listen(shop.aisle);
  const { hostname, port } = new URL(server.url);
  const open = () => connect({ host: hostname, port: Number(port) });
  const heard = async (socket: ReturnType<typeof open>) => {
    socket.on('error', () => undefined).write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    return said.startsWith('HTTP/1.1 200');
  };
  try {
    const first = open();
    expect(await heard(first)).toBe(true);
    expect(await heard(open())).toBe(false);
    expect(await shop.aisle.metrics.text()).toMatch(/^aisle_http_connections_dropped_total 1$/m);
    first.destroy();
    let again = false;
    // The server hears of the end of the first in a turn of its own.
    while (!again) again = await heard(open());
  } finally {
    await server.close();
    await shop.close();
  }
});

test('a file of keys that cannot be read ends no service: who is refused is told so', async () => {
  const settings = { 'server.port': 0, 'server.concurrency': 1, 'server.queue': 0 };
  const shop = await openShop([{ id: 'mug', title: 'Steel mug' }], { settings });
  let begun: () => void = () => undefined;
  let answer: () => void = () => undefined;
  const beginning = new Promise<void>((resolve) => (begun = resolve));
  const answering = new Promise<void>((resolve) => (answer = resolve));
  const search: typeof shop.aisle.search = async (request) => {
    begun();
    await answering;
    return shop.aisle.search(request);
  };
  const server = await listen({ ...shop.aisle, search });
  try {
    const first = fetch(`${server.url}/v1/search?q=mug`);
    await beginning;
    shop.aisle.keys.close();
    const refused = await fetch(`${server.url}/v1/search?q=mug`, {
      headers: { origin: 'https://shop.example' },
    });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    answer();
    expect((await first).status).toBe(200);
  } finally {
    answer();
    await server.close();
    await shop.close();
  }
});
