import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { silentLogger, type Logger } from '../base/index.js';
import { addAcceptors } from './acceptors.js';

let server: Server;
let clients: Socket[];

beforeEach(async () => {
  clients = [];
  server = createServer((_request, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const client of clients) client.destroy();
  server.closeAllConnections();
  server.close();
});

const port = () => (server.address() as AddressInfo).port;

/** How many of so many connections that are there at once were accepted in each turn. */
async function acceptedByTurn(count: number): Promise<number[]> {
  let accepted = 0;
  const countOne = () => accepted++;
  server.on('connection', countOne);
  clients = Array.from({ length: count }, () => connect(port(), '127.0.0.1'));
  const turns: number[] = [];
  for (let before = 0; accepted < count; before = accepted) {
    await nextTurn();
    if (accepted > before) turns.push(accepted - before);
  }
  server.off('connection', countOne);
  return turns;
}

test('a server alone accepts one connection a turn, with others more', async () => {
  expect(Math.max(...(await acceptedByTurn(12)))).toBe(1);
  for (const client of clients) client.destroy();
  const acceptors = addAcceptors(server, 3, silentLogger);
  try {
    expect(await acceptors.ready).toBe(3);
    expect(Math.max(...(await acceptedByTurn(12)))).toBeGreaterThan(1);
  } finally {
    for (const client of clients) client.destroy();
    await acceptors.close();
  }
});

test('whoever accepts, requests are answered; when they are closed nobody listens', async () => {
  const acceptors = addAcceptors(server, 3, silentLogger);
  const ask = async () => (await fetch(`http://127.0.0.1:${port()}/`)).text();
  const url = `http://127.0.0.1:${port()}/`;
  // Also while they are being made.
  expect(await Promise.all(Array.from({ length: 20 }, ask))).toEqual(Array<string>(20).fill('hello'));
  await acceptors.ready;
  expect(await Promise.all(Array.from({ length: 20 }, ask))).toEqual(Array<string>(20).fill('hello'));
  const closed = [new Promise((resolve) => server.close(resolve)), acceptors.close()];
  server.closeIdleConnections();
  await Promise.all(closed);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test.each([
  ['no handle', undefined],
  ['no handle any more', null],
  ['a handle that cannot be sent', {}],
])('where Node shows %s the server accepts by itself, and the log says so', async (_, handle) => {
  const said: string[] = [];
  const log: Logger = { ...silentLogger, warn: (_detail, message) => void said.push(message) };
  const shown = Object.create(server, { _handle: { value: handle } }) as Server;
  const acceptors = addAcceptors(shown, 3, log);
  expect(await acceptors.ready).toBe(0);
  expect(said).toEqual(['fewer connections are accepted in a turn']);
  expect(await (await fetch(`http://127.0.0.1:${port()}/`)).text()).toBe('hello');
  await acceptors.close();
});

test('a server that is closed while they are made is closed', async () => {
  const acceptors = addAcceptors(server, 3, silentLogger);
  server.close();
  await acceptors.close();
  expect(await acceptors.ready).toBeLessThanOrEqual(3);
  expect(server.listening).toBe(false);
});

test('its port is free as soon as it is closed, also while they are being made', async () => {
  const taken = port();
  const acceptors = addAcceptors(server, 3, silentLogger);
  const closed = new Promise((resolve) => server.close(resolve));
  await Promise.all([closed, acceptors.close()]);
  server.listen(taken, '127.0.0.1');
  await once(server, 'listening');
});
