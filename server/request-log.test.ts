import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Logger } from '../base/index.js';
import { gate } from '../test/fixtures/gate.js';
import { openShop } from '../test/fixtures/shop.js';
import { bareApp, withServer } from '../test/fixtures/small-service.js';

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
  const going = gate();
  const exported = async function* () {
    yield { kind: 'consent', personalise: true, log: true, time: 0 } as never;
    await going.passed;
    if (!leaves) throw new Error('no disk');
  };
  const shop = await openShop([]);
  const { users } = shop.aisle;
  const app = await bareApp({ ...shop.aisle, log, users: { ...users, export: exported } });
  const { port } = app;
  try {
    const client = httpRequest({ port, path: '/v1/users/ann/export', agent: false });
    client.on('error', () => undefined).end();
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    response.on('error', () => undefined).resume();
    await once(response, 'data');
    if (leaves) client.destroy();
    else going.open();
    await app.firstLeft;
  } finally {
    going.open();
    await app.close();
    await shop.close();
  }
  expect(lines.filter((line) => line === 'request failed')).toHaveLength(failures);
});
