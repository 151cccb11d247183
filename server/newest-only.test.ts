import { expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { newestOnly } from './newest-only.js';

test('a client that does not read has the newest wait, and gets it when it reads on, or at the end', async () => {
  let [taken, take] = ['', (): void => undefined];
  const client = new Writable({
    highWaterMark: 4,
    write: (chunk: Buffer, _, done) => {
      taken += chunk.toString();
      take = () => done();
    },
  });
  const readOn = async () => {
    while (client.writableLength > 0) {
      take();
      await nextTurn();
    }
  };
  const { send, flush } = newestOnly<string>(client, (text) => client.write(text));
  for (const text of ['a', 'b', 'cdef', 'g', 'h', 'i']) send(text);
  await readOn();
  expect(taken).toBe('abcdefi');
  for (const text of ['jklm', 'n', 'o']) send(text);
  flush();
  flush();
  await readOn();
  expect(taken).toBe('abcdefijklmo');
});
