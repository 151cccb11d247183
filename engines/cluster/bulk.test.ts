import { describe, expect, test } from '@jest/globals';
import { AisleError } from '../../base/index.js';
import { createBulk } from './bulk.js';
import type { Cluster, ClusterCall } from './cluster.js';

const TAKEN = { errors: false };
const MIB = 1_048_576;

/** A cluster that answers these one after the other, the last one for good; an error is thrown. */
function answering(...answers: readonly (object | AisleError)[]) {
  const calls: ClusterCall[] = [];
  const cluster: Cluster = {
    capabilities: { flavour: 'elasticsearch', version: '9.0.0', analysis: true, vectors: true },
    request: async <T>(call: ClusterCall): Promise<T> => {
      const answer = answers[Math.min(calls.push(call), answers.length) - 1];
      if (answer instanceof AisleError) throw answer;
      return answer as T;
    },
    close: async () => undefined,
  };
  return { cluster, calls };
}

const busy = new AisleError('unavailable', 'answered 429: rejected');
const options = { deadline: 120_000 };
const document = (title: string) => JSON.stringify({ title });
const item = (status: number, type: string, reason: string) => ({
  errors: true,
  items: [{ index: { status, error: { type, reason } } }],
});

describe('a server that refuses whole requests because it is busy', () => {
  test('gets all their documents again', async () => {
    const { cluster, calls } = answering(busy, busy, TAKEN);
    const bulk = createBulk(cluster, 'shop', options);
    await bulk.add('1', document('Lamp'));
    await bulk.add('2', document('Shade'));
    expect(await bulk.flush()).toEqual([]);
    expect(calls).toHaveLength(3);
    expect(calls[0]?.lines).toHaveLength(4);
    for (const { lines } of calls) expect(lines).toEqual(calls[0]?.lines);
  });

  test('is given up after the deadline, with what it said; nothing more is taken then', async () => {
    const { cluster, calls } = answering(busy);
    const bulk = createBulk(cluster, 'shop', { deadline: 1 });
    await bulk.add('1', document('Lamp'));
    const refused = {
      code: 'unavailable',
      message: expect.stringMatching(/did not take 1 documents for 1 ms: answered 429/),
    };
    await expect(bulk.flush()).rejects.toMatchObject(refused);
    await expect(bulk.add('2', document('Shade'))).rejects.toMatchObject(refused);
    expect(calls).toHaveLength(1);
  });

  test('is not waited for by one that has been told to stop, which still writes what is taken at once', async () => {
    const stop = new AbortController();
    const { cluster, calls } = answering(TAKEN, busy);
    const bulk = createBulk(cluster, 'shop', { ...options, signal: stop.signal });
    await bulk.add('1', document('Lamp'));
    stop.abort();
    await bulk.flush();
    await bulk.add('2', document('Shade'));
    await expect(bulk.flush()).rejects.toMatchObject({ code: 'unavailable' });
    expect(calls).toHaveLength(2);
  });

  test('is asked once more when the stop comes while it is waited for', async () => {
    const stop = new AbortController();
    const { cluster, calls } = answering(busy);
    const stopping = {
      ...cluster,
      request: <T>(call: ClusterCall) => {
        // After the answer has been read.
        if (calls.length === 0) setImmediate(() => stop.abort());
        return cluster.request<T>(call);
      },
    };
    const bulk = createBulk(stopping, 'shop', { ...options, signal: stop.signal });
    await bulk.add('1', document('Lamp'));
    await expect(bulk.flush()).rejects.toMatchObject({ code: 'unavailable' });
    expect(calls).toHaveLength(2);
  });

  test.each(['storage_full', 'not_found', 'bad_config', 'deadline_exceeded'] as const)(
    'what is %s does not pass by waiting',
    async (code) => {
      const { cluster, calls } = answering(new AisleError(code, 'no'));
      const bulk = createBulk(cluster, 'shop', options);
      await bulk.add('1', document('Lamp'));
      await expect(bulk.flush()).rejects.toMatchObject({ code });
      expect(calls).toHaveLength(1);
    },
  );
});

test.each(['a', 'é', '灯'])('a request is measured in bytes: %s', async (letter) => {
  const { cluster, calls } = answering(TAKEN);
  const bulk = createBulk(cluster, 'shop', options);
  const json = document(letter.repeat(10_000));
  const one = Buffer.byteLength(json);
  for (let i = 0; calls.length === 0; i++) await bulk.add(String(i), json);
  await bulk.flush();
  const documents = calls[0]?.lines?.filter((line) => line === json).length ?? 0;
  expect(documents * one).toBeGreaterThanOrEqual(MIB);
  expect((documents - 1) * one).toBeLessThan(MIB);
});

describe('no error quotes a document', () => {
  const json = document('Secret lamp');
  test.each([
    [
      'busy',
      item(503, 'unavailable_shards_exception', `not active, request: [index {[s][1], source[${json}]}]`),
    ],
    ['busy', item(429, 'es_rejected_execution_exception', "no room for 'Secret lamp'")],
    ['refused', item(403, 'cluster_block_exception', "blocked: 'Secret lamp'")],
    ['full', item(429, 'cluster_block_exception', "disk usage exceeded by 'Secret lamp'")],
  ])('%s', async (_, answer) => {
    const bulk = createBulk(answering(answer).cluster, 'shop', { deadline: 1 });
    await bulk.add('1', json);
    const message = expect.stringMatching(/^((?!Secret).)*_exception: ((?!Secret).)*…((?!Secret).)*$/);
    await expect(bulk.flush()).rejects.toMatchObject({ message });
  });
});
