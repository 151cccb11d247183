import { describe, expect, test } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import type { Aisle } from '../app/index.js';
import { raw, withServer } from '../test/fixtures/small-service.js';
import { depthOf } from './body.js';

describe('limits', () => {
  test('requests of a key and of an address: 429 with when to try again, health aside', async () => {
    const settings = { 'server.requestsPerKey': 2, 'server.requestsPerAddress': 5 };
    await withServer(settings, async ({ url }, { keys }) => {
      const [first, second] = [keys.create({ roles: ['search'] }), keys.create({ roles: ['search'] })];
      const ask = (text: string) =>
        fetch(`${url}/v1/search?q=mug`, { headers: { Authorization: `Bearer ${text}` } });
      expect((await ask(first.text)).headers.get('ratelimit')).toMatch(
        /^"address";r=4;t=\d+, "key";r=1;t=\d+$/,
      );
      expect((await ask(first.text)).status).toBe(200);
      const refused = await ask(first.text);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.headers.get('ratelimit-policy')).toBe('"address";q=5;w=10, "key";q=2;w=10');
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
