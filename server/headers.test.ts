import { describe, expect, test } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import type { Logger } from '../base/index.js';
import { withServer } from '../test/fixtures/small-service.js';

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
