import { expect, test } from '@jest/globals';
import { plainLine, plainLines } from './progress.js';

test.each([
  [
    { stage: 'read', done: 1_000, total: 5_000, unit: 'bytes' },
    2,
    'read: 1,000 of 5,000 bytes, 500/s, 0:08 left',
  ],
  [{ stage: 'read', done: 5_000, total: 5_000, unit: 'bytes' }, 2, 'read: 5,000 of 5,000 bytes, 2,500/s'],
  [{ stage: 'read', done: 5_000, total: 5_000, unit: 'bytes' }, 0.001, 'read: 5,000 of 5,000 bytes'],
  [{ stage: 'graph', done: 0, total: 7, unit: 'vectors' }, 30, 'graph: 0 of 7 vectors'],
  [{ stage: 'events', done: 90, unit: 'events' }, 3, 'events: 90 events, 30/s'],
])('a line of progress %#', (progress, seconds, line) => {
  expect(plainLine(progress, seconds)).toBe(line);
});

test('each stage of one step is told by its end', () => {
  const written: string[] = [];
  const { onProgress } = plainLines((text) => written.push(text));
  for (const stage of ['verify', 'publish'])
    for (const done of [0, 1, 1]) onProgress({ stage, done, total: 1, unit: 'steps' });
  expect(written).toEqual(['verify: 1 of 1 steps\n', 'publish: 1 of 1 steps\n']);
});
