import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileRules } from './compile.js';
import { moveByRules } from './move.js';
import { ruleSchema } from './rule.js';

const LETTERS = Array.from('abcdefghijklmnopqrst');

/** The order that rules make of hits named by letters; capitals pass the filter `brand: ["X"]`. */
async function ordered(hits: string, ...rules: readonly object[]): Promise<string | undefined> {
  const compiled = await compileRules(rules.map((rule, i) => ruleSchema.parse({ id: `r${i}`, ...rule })));
  const moved = moveByRules(compiled.rules, {
    size: hits.length,
    placeOf: (id) => {
      const place = hits.toLowerCase().indexOf(id);
      return place < 0 ? undefined : place;
    },
    passes: (_, place) => /[A-Z]/.test(hits[place] ?? ''),
  });
  return moved && [...moved.from].map((place) => hits[place]).join('');
}

const X = { brand: ['X'] };

describe('rules move hits', () => {
  test.each([
    ['a pin', 'abcde', { pin: [{ id: 'd', position: 1 }] }, 'dabce'],
    [
      'two pins',
      'abcde',
      {
        pin: [
          { id: 'e', position: 2 },
          { id: 'a', position: 4 },
        ],
      },
      'becad',
    ],
    [
      'pins past the end, in order',
      'abc',
      {
        pin: [
          { id: 'b', position: 900 },
          { id: 'a', position: 7 },
        ],
      },
      'cab',
    ],
    ['a pin that is not among them', 'abc', { pin: [{ id: 'z', position: 1 }] }, undefined],
    ['a boost', 'abcdEf', { boost: [{ filter: X, positions: 2 }] }, 'abEcdf'],
    ['a boost past the top', 'aBcD', { boost: [{ filter: X, positions: 9 }] }, 'BDac'],
    ['boosts by ids', 'abcde', { boost: [{ ids: ['e', 'c'], positions: 1 }] }, 'acbed'],
    ['burying', 'AbCd', { bury: [{ filter: X }] }, 'bdAC'],
    [
      'all at once',
      'abcDef',
      { pin: [{ id: 'f', position: 2 }], boost: [{ filter: X, positions: 3 }], bury: [{ ids: ['a'] }] },
      'Dfbcea',
    ],
  ])('%s', async (_, hits, then, wanted) => {
    expect(await ordered(hits, { then })).toBe(wanted);
  });

  test('the greater priority decides about a hit, then the smaller id', async () => {
    const bury = { then: { bury: [{ ids: ['b'] }] } };
    const pin = { then: { pin: [{ id: 'b', position: 1 }] } };
    expect(await ordered('abc', bury, pin)).toBe('acb');
    expect(await ordered('abc', bury, { ...pin, priority: 1 })).toBe('bac');
  });

  test('a position that a rule before took: the next free one', async () => {
    const [c, d] = ['c', 'd'].map((id) => ({ then: { pin: [{ id, position: 1 }] } }));
    expect(await ordered('abcd', c ?? {}, d ?? {})).toBe('cdab');
  });

  test('no product is lost or shown twice, and nobody rises further than a boost says', async () => {
    const id = fc.constantFrom(...LETTERS);
    const position = fc.integer({ min: 1, max: 30 });
    const rule = fc.record({
      priority: fc.integer({ min: 0, max: 2 }),
      then: fc.oneof(
        fc.record({
          pin: fc.uniqueArray(fc.record({ id, position }), {
            selector: (p) => p.id,
            minLength: 1,
            maxLength: 4,
          }),
        }),
        fc.record({
          boost: fc.tuple(fc.record({ ids: fc.uniqueArray(id, { minLength: 1 }), positions: position })),
        }),
        fc.record({ bury: fc.constant([{ filter: X }]) }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 20 }),
        fc.array(rule, { maxLength: 5 }),
        fc.nat(),
        async (size, rules, bits) => {
          const hits = LETTERS.slice(0, size)
            .map((letter, i) => ((bits >> i) & 1 ? letter.toUpperCase() : letter))
            .join('');
          const order = (await ordered(hits, ...rules)) ?? hits;
          expect(Array.from(order).sort()).toEqual(Array.from(hits).sort());
          const [only] = rules;
          if (rules.length !== 1 || only === undefined || !('boost' in only.then)) return;
          const { positions, ids } = only.then.boost[0];
          for (const [place, hit] of Array.from(hits).entries()) {
            const risen = place - order.indexOf(hit);
            expect(risen).toBeLessThanOrEqual(ids.includes(hit.toLowerCase()) ? positions : 0);
          }
        },
      ),
    );
  });
});
