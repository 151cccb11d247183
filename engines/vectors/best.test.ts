import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Best } from './best.js';

test('the k best of any stream, best first, ties by the lower ordinal', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -4, max: 4 })),
      fc.nat(12),
      fc.boolean(),
      (values, k, backwards) => {
        const stream = values.map((cosine, ordinal) => ({ ordinal, cosine }));
        const best = new Best(k);
        for (const { ordinal, cosine } of backwards ? [...stream].reverse() : stream)
          best.offer(ordinal, cosine);
        const expected = stream.sort((a, b) => b.cosine - a.cosine || a.ordinal - b.ordinal).slice(0, k);
        const { ordinals, cosines } = best.sorted();
        expect([...ordinals]).toEqual(expected.map(({ ordinal }) => ordinal));
        expect([...cosines].map((x) => x + 0)).toEqual(expected.map(({ cosine }) => cosine + 0));
      },
    ),
  );
});
