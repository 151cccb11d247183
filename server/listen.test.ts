import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { gate } from '../test/fixtures/gate.js';
import { openShop } from '../test/fixtures/shop.js';
import { listen } from './index.js';

test('a shutdown ends kept connections with their answers, and waits for no more than these', async () => {
  // A shutdown that waited for it would not end.
  const settings = { 'server.port': 0, 'server.drain': 600_000 };
  const shop = await openShop([{ id: 'mug', title: 'Steel mug' }], { settings });
  const [searching, finding] = [gate(), gate()];
  const search: typeof shop.aisle.search = async (request) => {
    searching.open();
    await finding.passed;
    return shop.aisle.search(request);
  };
  const server = await listen({ ...shop.aisle, search });
  const agent = new Agent({ keepAlive: true });
  const ask = async (path: string) => {
    const [response] = (await once(get(server.url + path, { agent }), 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return [response.statusCode, response.headers.connection];
  };
  try {
    expect(await ask('/health/live')).toEqual([200, 'keep-alive']);
    const asked = ask('/v1/search?q=mug');
    await searching.passed;
    const closed = server.close();
    finding.open();
    expect(await asked).toEqual([200, 'close']);
    await closed;
  } finally {
    agent.destroy();
    await shop.close();
  }
});
