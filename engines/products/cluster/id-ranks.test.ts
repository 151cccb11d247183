import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { idRanks } from './id-ranks.js';

test('ordinals of a built index say the order themselves', () => {
  expect(idRanks(Uint32Array.of(4, 0, 2), 5, () => 'never asked')).toBeUndefined();
});

test('products that came later stand where their ids stand, in UTF-8 order', () => {
  const id = fc.constantFrom('a', 'b', 'B', '', 'é', '𝔸', '￿', 'ab', 'z', '10', '9');
  fc.assert(
    fc.property(fc.uniqueArray(id), fc.nat(), fc.nat(), (ids, split, turn) => {
      const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
      const built = ids.length === 0 ? 0 : split % ids.length;
      const old = ids.slice(0, built).sort(compare);
      const all = [...old, ...ids.slice(built)];
      // In any order of rows.
      const rows = all.map((_, i) => (i + turn) % all.length);
      const ranks = idRanks(Uint32Array.from(rows), built, (row) => all[rows[row] as number] as string);
      const given = [...rows.keys()].sort((a, b) =>
        ranks === undefined ? rows[a]! - rows[b]! : ranks[a]! - ranks[b]!,
      );
      expect(given.map((row) => all[rows[row]!])).toEqual([...all].sort(compare));
    }),
  );
});
