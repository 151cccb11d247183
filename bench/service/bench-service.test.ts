import { expect, test } from '@jest/globals';
import { loadConfig } from '../../app/index.js';
import { benchLatency } from './latency.js';
import { benchLoad } from './load.js';

const options = { config: loadConfig({ environment: {} }), size: 60, seed: 1, model: 'none' as const };

test('a served shop is measured, and nothing of it fails', async () => {
  const { figures } = await benchLatency({ ...options, peers: false });
  expect(figures.map(({ figure }) => figure)).toEqual(
    expect.arrayContaining(['without embedding, p99', 'embedding cached, median']),
  );
  for (const { value } of figures) expect(value).toBeGreaterThanOrEqual(0);
}, 60_000);

test('under load searches, updates and events are all counted', async () => {
  const { figures } = await benchLoad({ ...options, clients: 2, seconds: 1 });
  const of = (figure: string) => figures.filter((each) => each.figure === figure).map(({ value }) => value);
  expect(of('searches that failed')).toEqual([0, 0, 0, 0, 0]);
  expect(of('updates that failed')).toEqual([0]);
  expect(of('batches that failed')).toEqual([0]);
  expect(of('durable')[0]).toBeGreaterThan(0);
  expect(of('answered')[0]).toBeGreaterThan(0);
}, 120_000);
