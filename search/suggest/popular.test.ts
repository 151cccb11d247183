import { expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import { PopularCompletions } from './popular.js';

function popularOf(read: () => Promise<readonly { query: string; count: number }[]>) {
  let now = 0;
  const popular = new PopularCompletions(read, { now: () => now }, silentLogger);
  const texts = async () => (await popular.current()).startingWith('', 5).map(({ text }) => text);
  return { texts, later: (ms: number) => void (now += ms) };
}

test('are read when they are first asked for, and again when they are a minute old', async () => {
  let reads = 0;
  const { texts, later } = popularOf(() => Promise.resolve([{ query: `Lamp ${++reads}`, count: 2 }]));
  expect(await texts()).toEqual(['Lamp 1']);
  later(59_999);
  expect(await texts()).toEqual(['Lamp 1']);
  later(1);
  // Who asks meanwhile is not kept waiting.
  expect(await texts()).toEqual(['Lamp 1']);
  expect(await texts()).toEqual(['Lamp 2']);
});

test('a log that cannot be read leaves what was read before', async () => {
  let broken = false;
  const { texts, later } = popularOf(() =>
    broken ? Promise.reject(new Error('gone')) : Promise.resolve([{ query: 'lamp', count: 2 }]),
  );
  expect(await texts()).toEqual(['lamp']);
  broken = true;
  later(60_000);
  expect(await texts()).toEqual(['lamp']);
  expect(await texts()).toEqual(['lamp']);
});
