import { describe, expect, test } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Aisle } from '../app/index.js';
import { raw, withServer } from '../test/fixtures/small-service.js';

/** More than a connection takes for a client that reads nothing. */
const LARGE = 'x'.repeat(32 * 1_048_576);
const large = (aisle: Aisle): Aisle => ({
  ...aisle,
  product: async (id) => ({ id, title: 'Large', description: LARGE }),
});
const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** A client that sends these requests in one go and reads none of their answers. */
function deaf(url: string, text: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  socket.on('error', () => undefined).write(text);
  return socket;
}

describe('a client that reads no answers', () => {
  test('holds no place, neither while it is there nor after it has gone', async () => {
    const settings = { 'server.concurrency': 2, 'server.queue': 0 };
    await withServer(
      settings,
      async ({ url }) => {
        const begun = started();
        const client = deaf(url, GET('/v1/products/a').repeat(2));
        await begun;
        // Its answers are being made for a moment.
        const ask = () => untilAnswered(() => fetch(`${url}/v1/search?q=mug`));
        await Promise.all([ask(), ask()]);
        client.destroy();
        await ask();
      },
      large,
    );
  });

  test('leaves nothing behind of what waited for its turn', async () => {
    await withServer(
      { 'server.bodyMemory': 1_048_576, 'server.bodyLimit': 1_048_576 },
      async ({ url }) => {
        const begun = started(5);
        const body = `[${' '.repeat(700_000)}]`;
        const head = `POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
        const client = deaf(url, `${GET('/v1/products/a').repeat(4)}${head}${body}`);
        await begun;
        client.destroy();
        const headers = { 'content-type': 'application/json' };
        // The server hears of the end in a turn of its own.
        await untilAnswered(() => fetch(`${url}/v1/events`, { method: 'POST', headers, body }));
      },
      large,
    );
  });

  test('is let go', async () => {
    const settings = { 'server.headersTimeout': 50, 'server.requestTimeout': 100, 'server.deadline': 100 };
    await withServer(
      settings,
      async ({ url }) => {
        const begun = started();
        const client = deaf(url, GET('/v1/products/a'));
        await once(await begun, 'close');
        client.destroy();
      },
      large,
    );
  });
});

test('of many requests that wait for no answers the first are answered, the others told to come again', async () => {
  await withServer({}, async ({ url }) => {
    const last = GET('/v1/products/mug-1').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
    const answers = await raw(url, GET('/v1/products/mug-1').repeat(19) + last);
    const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual([...Array<string>(16).fill('200'), ...Array<string>(4).fill('503')]);
  });
});

/** The server's end of a connection, once so many requests came. */
function started(requests = 1): Promise<Socket> {
  const channel = 'http.server.request.start';
  return new Promise((resolve) => {
    let left = requests;
    const heard = (message: unknown) => {
      if (--left > 0) return;
      unsubscribe(channel, heard);
      resolve((message as { readonly socket: Socket }).socket);
    };
    subscribe(channel, heard);
  });
}

/** Asks until it is not told to come again. */
async function untilAnswered(ask: () => Promise<Response>): Promise<void> {
  let status = 503;
  for (let tries = 0; tries < 500 && status === 503; tries++) status = (await ask()).status;
  expect(status).toBe(200);
}
