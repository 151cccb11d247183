import { describe, expect, test } from '@jest/globals';
import { createServer, request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { openShop } from '../test/fixtures/shop.js';
import { gate } from '../test/fixtures/gate.js';
import { createApp, listen } from './index.js';

const MEGABYTE = 1_048_576;

describe('bodies that are held at once', () => {
  test('have a bound: a large one more is refused, a small one is not, and room comes free', async () => {
    const settings = { 'server.port': 0, 'server.bodyMemory': MEGABYTE, 'server.bodyLimit': MEGABYTE };
    const shop = await openShop([{ id: 'mug', title: 'Steel mug' }], { settings });
    const server = await listen(shop.aisle);
    const send = (headers: Record<string, string | number>): ClientRequest => {
      const sent = request(`${server.url}/v1/events`, {
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', expect: '100-continue', ...headers },
      });
      sent.on('error', () => undefined).flushHeaders();
      return sent;
    };
    const statusOf = async (sent: ClientRequest) => {
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.resume();
      return response;
    };
    const large = (bytes: number) => send({ 'content-length': bytes });
    const post = async (body: string) =>
      (
        await fetch(`${server.url}/v1/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).status;
    try {
      // It is let in before its body comes, which never does.
      const held = large(700_000);
      await once(held, 'continue');
      held.write('[');
      // Large, chunked and compressed ones find no room; each is answered before its body.
      for (const headers of [
        { 'content-length': 500_000 },
        { 'transfer-encoding': 'chunked' },
        { 'content-length': 100, 'content-encoding': 'gzip' },
      ]) {
        const refused = await statusOf(send(headers));
        expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '1']);
      }
      expect(await post('[]')).toBe(200);
      expect(await shop.aisle.metrics.text()).toMatch(
        /^aisle_http_requests_shed_total\{priority="search"\} 3$/m,
      );
      const gone = new Promise((resolve) => held.once('close', resolve));
      held.destroy();
      await gone;
      // The server hears of the end in a turn of its own.
      const body = `[${' '.repeat(500_000)}]`;
      let status = 503;
      while (status === 503) status = await post(body);
      expect(status).toBe(200);
    } finally {
      await server.close();
      await shop.close();
    }
  });

  test('who leaves while their token is verified leaves no bytes behind', async () => {
    const settings = { 'server.bodyMemory': MEGABYTE, 'server.bodyLimit': MEGABYTE };
    const shop = await openShop([{ id: 'mug', title: 'Steel mug' }], { settings });
    const [asking, verifying, leaving] = [gate(), gate(), gate()];
    const verify = async () => {
      asking.open();
      await verifying.passed;
      return 'ann';
    };
    const app = createApp({ ...shop.aisle, userTokens: { ...shop.aisle.userTokens, verify } });
    const server = createServer(app);
    server.once('connection', (socket) => socket.once('close', leaving.open));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const json = { 'content-type': 'application/json' };
    try {
      const headers = { ...json, 'content-length': 700_000, 'aisle-user-token': 'any' };
      const sent = request({ port, path: '/v1/events', method: 'POST', agent: false, headers });
      sent.on('error', () => undefined).flushHeaders();
      await asking.passed;
      sent.destroy();
      await leaving.passed;
      verifying.open();
      const body = `[${' '.repeat(500_000)}]`;
      const url = `http://127.0.0.1:${port}/v1/events`;
      expect((await fetch(url, { method: 'POST', headers: json, body })).status).toBe(200);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await shop.close();
    }
  });

  test('one alone always has room', async () => {
    const settings = { 'server.port': 0, 'server.bodyMemory': MEGABYTE, 'server.bodyLimit': 2 * MEGABYTE };
    const shop = await openShop([{ id: 'mug', title: 'Steel mug' }], { settings });
    const server = await listen(shop.aisle);
    try {
      const response = await fetch(`${server.url}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `[${' '.repeat(1.5 * MEGABYTE)}]`,
      });
      expect(response.status).toBe(200);
    } finally {
      await server.close();
      await shop.close();
    }
  });
});
