import { describe, expect, test } from '@jest/globals';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Aisle } from '../app/index.js';
import type { Logger } from '../base/index.js';
import { gate } from '../test/fixtures/gate.js';
import { openShop } from '../test/fixtures/shop.js';
import { depthOf } from './body.js';
import { createApp, listen, type RunningServer } from './index.js';

const products = Array.from({ length: 12 }, (_, i) => ({
  id: `mug-${i}`,
  title: `Steel camping mug ${i}`,
  description: 'A mug for camping trips. '.repeat(20),
  price: i + 1,
  currency: 'USD',
}));

/** A service with these settings; closed whatever happens. */
async function withServer(
  settings: Readonly<Record<string, unknown>>,
  run: (server: RunningServer, aisle: Aisle) => Promise<void>,
  change: (aisle: Aisle) => Aisle = (aisle) => aisle,
): Promise<void> {
  const shop = await openShop(products, { settings: { 'server.port': 0, ...settings } });
  const aisle = change(shop.aisle);
  const server = await listen(aisle);
  try {
    await run(server, aisle);
  } finally {
    await server.close();
    await shop.close();
  }
}

/** Sends bytes on a raw socket; answers what comes back until the server closes it. */
function raw(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
  });
}

describe('limits', () => {
  test('requests of a key and of an address: 429 with when to try again, health aside', async () => {
    const settings = { 'server.requestsPerKey': 2, 'server.requestsPerAddress': 5 };
    await withServer(settings, async ({ url }, { keys }) => {
      const [first, second] = [keys.create({ roles: ['search'] }), keys.create({ roles: ['search'] })];
      const ask = (text: string) =>
        fetch(`${url}/v1/search?q=mug`, { headers: { Authorization: `Bearer ${text}` } });
      expect((await ask(first.text)).headers.get('ratelimit')).toMatch(/^"key";r=1;t=\d+$/);
      expect((await ask(first.text)).status).toBe(200);
      const refused = await ask(first.text);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.headers.get('ratelimit-policy')).toBe('"key";q=2;w=10');
      expect(await refused.json()).toMatchObject({ code: 'too_many_requests' });
      expect((await ask(second.text)).status).toBe(200);
      // Wrong keys count for their address: then no key helps.
      expect((await ask('wrong')).status).toBe(401);
      expect((await ask(second.text)).status).toBe(429);
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
    });
  });

  test('a slow client holds no socket: neither with its headers nor with its body', async () => {
    const settings = { 'server.headersTimeout': 50, 'server.requestTimeout': 100 };
    await withServer(settings, async ({ url }) => {
      const head = 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\n';
      expect(await raw(url, head)).toMatch(/^HTTP\/1\.1 408/);
      const body = `${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"query":`;
      expect(await raw(url, body)).toMatch(/^HTTP\/1\.1 408/);
      expect((await fetch(`${url}/v1/search?q=mug`)).status).toBe(200);
    });
  });

  test('a body that is still being sent holds no place', async () => {
    const settings = { 'server.concurrency': 1, 'server.queue': 0 };
    await withServer(settings, async ({ url }) => {
      const { hostname, port } = new URL(url);
      const headers = { 'Content-Type': 'application/json', 'Content-Length': 100, Expect: '100-continue' };
      const slow = httpRequest({ hostname, port, path: '/v1/search', method: 'POST', headers, agent: false });
      slow.on('error', () => undefined).flushHeaders();
      await new Promise((resolve) => slow.once('continue', resolve));
      slow.write('{"query":');
      expect((await fetch(`${url}/v1/search?q=mug`)).status).toBe(200);
      slow.destroy();
    });
  });

  test.each([
    ['[[[]]]', 3],
    ['{"a":"[[[\\"[","b":[{}]}', 3],
    ['"\\\\"', 0],
  ])('the depth of %s is %i', (json, depth) => expect(depthOf(Buffer.from(json))).toBe(depth));

  test('a deep body is refused before it is read', async () => {
    await withServer({}, async ({ url }) => {
      const deep = `{"filters":${'{"not":'.repeat(70)}{}${'}'.repeat(70)}}`;
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(`${url}/v1/search`, { method: 'POST', headers, body: deep });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ detail: expect.stringContaining('nested') });
    });
  });

  test('an answer that takes too long is given up', async () => {
    const stuck = (aisle: Aisle): Aisle => ({ ...aisle, search: () => new Promise(() => undefined) });
    await withServer(
      { 'server.deadline': 30 },
      async ({ url }) => {
        const response = await fetch(`${url}/v1/search?q=mug`);
        expect(response.status).toBe(503);
        expect(await response.json()).toMatchObject({ code: 'deadline_exceeded' });
      },
      stuck,
    );
  });

  test('a busy service answers 503 with when to try again, health always, and recovers by itself', async () => {
    const gates: (() => void)[] = [];
    let entered: () => void = () => undefined;
    const gated = (aisle: Aisle): Aisle => ({
      ...aisle,
      search: async (request) => {
        await new Promise<void>((open) => {
          gates.push(open);
          entered();
        });
        return aisle.search(request);
      },
    });
    const settings = { 'server.concurrency': 1, 'server.queue': 0 };
    await withServer(
      settings,
      async ({ url }) => {
        const inside = new Promise<void>((resolve) => (entered = resolve));
        const first = fetch(`${url}/v1/search?q=mug`);
        await inside;
        const refused = await fetch(`${url}/v1/search?q=mug`);
        expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
        expect((await fetch(`${url}/health/ready`)).status).toBe(200);
        gates.shift()?.();
        await (await first).text();
        const again = new Promise<void>((resolve) => (entered = resolve));
        const second = fetch(`${url}/v1/search?q=mug`);
        await again;
        gates.shift()?.();
        expect((await second).status).toBe(200);
      },
      gated,
    );
  });
});

test('who leaves while their token is verified holds no place', async () => {
  const shop = await openShop(products, { settings: { 'server.concurrency': 1, 'server.queue': 0 } });
  const [asking, verifying, leaving] = [gate(), gate(), gate()];
  const verify = async () => {
    asking.open();
    await verifying.passed;
    return 'ann';
  };
  const server = createServer(createApp({ ...shop.aisle, userTokens: { ...shop.aisle.userTokens, verify } }));
  server.once('connection', (socket) => socket.once('close', leaving.open));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const path = '/v1/search?q=mug';
    const client = httpRequest({ port, path, agent: false, headers: { 'Aisle-User-Token': 'any' } });
    client.on('error', () => undefined).end();
    await asking.passed;
    client.destroy();
    await leaving.passed;
    verifying.open();
    expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await shop.close();
  }
});

test('who leaves while their search is worked on makes no room for another one', async () => {
  const shop = await openShop(products, { settings: { 'server.concurrency': 1, 'server.queue': 0 } });
  const [searching, finding, leaving] = [gate(), gate(), gate()];
  const search: typeof shop.aisle.search = async (request) => {
    searching.open();
    await finding.passed;
    return shop.aisle.search(request);
  };
  const server = createServer(createApp({ ...shop.aisle, search }));
  server.once('connection', (socket) => socket.once('close', leaving.open));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = async () => (await fetch(`http://127.0.0.1:${port}/v1/search?q=mug`)).status;
  try {
    const client = httpRequest({ port, path: '/v1/search?q=mug', agent: false });
    client.on('error', () => undefined).end();
    await searching.passed;
    client.destroy();
    await leaving.passed;
    expect(await ask()).toBe(503);
    finding.open();
    let status = 503;
    while (status === 503) status = await ask();
    expect(status).toBe(200);
  } finally {
    finding.open();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await shop.close();
  }
});

test('without keys a page that lets its own name point to the loopback is refused', async () => {
  await withServer({}, async ({ url }) => {
    const { port } = new URL(url);
    const ask = (host: string) =>
      raw(url, `GET /v1/search?q=mug HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
    for (const host of ['evil.example', '127.0.0.1.evil.example'])
      expect(await ask(host)).toMatch(/^HTTP\/1\.1 403/);
    for (const host of ['localhost', '127.0.0.1', '[::1]'])
      expect(await ask(host)).toMatch(/^HTTP\/1\.1 200/);
  });
});

test('the log of a failure holds no id of a person', async () => {
  const lines: string[] = [];
  const keep = (fields: Record<string, unknown>, message: string) =>
    void lines.push(JSON.stringify([fields, message]));
  const log: Logger = { debug: keep, info: keep, warn: keep, error: keep };
  const erase = () => Promise.reject(new Error('no disk'));
  await withServer(
    {},
    async ({ url }) => {
      expect((await fetch(`${url}/v1/users/ann@shop.example`, { method: 'DELETE' })).status).toBe(500);
    },
    (aisle) => ({ ...aisle, log, users: { ...aisle.users, erase } }),
  );
  expect(lines.join('')).toContain('request failed');
  expect(lines.join('')).not.toContain('ann');
});

test.each([
  ['leaves in the middle of an answer is no failure', true, 0],
  ['gets half an answer since it failed is one', false, 1],
])('that somebody %s', async (_, leaves, failures) => {
  const lines: string[] = [];
  const keep = (_fields: Record<string, unknown>, message: string) => void lines.push(message);
  const log: Logger = { debug: keep, info: keep, warn: keep, error: keep };
  const [leaving, going] = [gate(), gate()];
  const exported = async function* () {
    yield { kind: 'consent', personalise: true, log: true, time: 0 } as never;
    await going.passed;
    if (!leaves) throw new Error('no disk');
  };
  const shop = await openShop([]);
  const { users } = shop.aisle;
  const server = createServer(createApp({ ...shop.aisle, log, users: { ...users, export: exported } }));
  server.once('connection', (socket) => socket.once('close', leaving.open));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const client = httpRequest({ port, path: '/v1/users/ann/export', agent: false });
    client.on('error', () => undefined).end();
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    response.on('error', () => undefined).resume();
    await once(response, 'data');
    if (leaves) client.destroy();
    else going.open();
    await leaving.passed;
  } finally {
    going.open();
    await new Promise((resolve) => server.close(resolve));
    await shop.close();
  }
  expect(lines.filter((line) => line === 'request failed')).toHaveLength(failures);
});

describe('headers', () => {
  test('a request id is taken over only when it is safe, and is in the answer, the problem and the log', async () => {
    const lines: string[] = [];
    const keep = (fields: Record<string, unknown>, message: string) =>
      void lines.push(JSON.stringify([fields, message]));
    const log: Logger = { debug: keep, info: keep, warn: keep, error: keep };
    await withServer(
      {},
      async ({ url }) => {
        const ask = (id: string) => fetch(`${url}/v1/nothing%0d%0ax`, { headers: { 'X-Request-Id': id } });
        const safe = await ask('shop-1.a_b');
        expect(safe.headers.get('x-request-id')).toBe('shop-1.a_b');
        expect(await safe.json()).toMatchObject({ requestId: 'shop-1.a_b' });
        for (const bad of ['a b', '{"level":50}', 'x'.repeat(65)])
          expect((await ask(bad)).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      },
      (aisle) => ({ ...aisle, log }),
    );
    expect(lines.some((line) => line.includes('shop-1.a_b'))).toBe(true);
    expect(lines.join('')).not.toMatch(/"level":50|x{65}/);
  });

  test('answers are compressed for who asks, small ones never', async () => {
    await withServer({}, async ({ url }) => {
      const encoding = async (path: string, accepted: string) => {
        const { hostname, port } = new URL(url);
        return new Promise<string | undefined>((resolve, reject) => {
          const headers = { 'Accept-Encoding': accepted };
          httpRequest({ hostname, port, path, headers }, (response) => {
            response.resume();
            resolve(response.headers['content-encoding']);
          })
            .once('error', reject)
            .end();
        });
      };
      expect(await encoding('/v1/search?q=mug', 'gzip')).toBe('gzip');
      expect(await encoding('/v1/search?q=mug', 'br')).toBe('br');
      expect(await encoding('/v1/search?q=mug', 'identity')).toBeUndefined();
      expect(await encoding('/health/live', 'gzip')).toBeUndefined();
    });
  });

  test('tell browsers to run nothing but our own', async () => {
    await withServer({}, async ({ url }) => {
      const { headers } = await fetch(`${url}/docs`);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self'.*script-src 'self'/);
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    });
  });
});
