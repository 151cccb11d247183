import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explain } from './explain.js';
import {
  SIGNALS,
  weightsOf,
  type QueryClass,
  type RankingProfile,
  type Signal,
  type SignalMatrix,
} from './matrix.js';
import { DEFAULT_PROFILE, RRF_PROFILE } from './profile.js';
import { rank, type Ranking, type RankRequest } from './rank.js';

const SCALES = { bestLexical: 10, cosine: { low: 0, high: 1 } };
const NONE = weightsOf({});

function profileOf(weights: Partial<typeof NONE>, more: Partial<RankingProfile> = {}): RankingProfile {
  return { ...DEFAULT_PROFILE, weights: { ...NONE, ...weights }, ...more };
}

function request(
  columns: Partial<Record<Signal, number[]>>,
  size: number,
  more: Partial<RankRequest> = {},
): RankRequest {
  const typed = Object.fromEntries(
    Object.entries(columns).map(([signal, values]) => [signal, Float32Array.from(values)]),
  );
  const rows = Uint32Array.from({ length: size }, (_, row) => row);
  return {
    matrix: { size, columns: typed },
    ordinals: rows,
    groups: rows,
    profile: DEFAULT_PROFILE,
    queryClass: 'general',
    scales: SCALES,
    ...more,
  };
}

describe('the weighted sum', () => {
  test('adds weight times normalised value', () => {
    const { fused, rows } = rank(
      request({ lexical: [10, 5, 0], vector: [0, 0.75, 0.5] }, 3, {
        profile: profileOf({ lexical: 2, vector: 4 }),
      }),
    );
    // 2·1 + 4·0, 2·.5 + 4·.75, 2·0 + 4·.5
    expect([...fused.scores]).toEqual([2, 4, 2]);
    expect([...rows]).toEqual([1, 0, 2]);
  });

  test('ranks are fused by 1/(60 + rank) under the profile of that name', () => {
    const { fused } = rank(
      request({ lexical: [9, 3, 0], vector: [0.1, 0.3, 0.2] }, 3, { profile: RRF_PROFILE }),
    );
    expect([...fused.scores]).toEqual([1 / 61 + 1 / 63, 1 / 62 + 1 / 61, 1 / 62]);
  });

  test('all weights 0 order by ordinal', () => {
    const { rows, fused } = rank(
      request({ lexical: [1, 2, 3], personal: [0.1, 0.2, 0.3] }, 3, {
        profile: profileOf({}),
        ordinals: Uint32Array.of(7, 3, 5),
      }),
    );
    expect([...rows]).toEqual([1, 2, 0]);
    expect([...fused.scores]).toEqual([0, 0, 0]);
  });

  test("the request's weights stand over the class's, and these over the profile's", () => {
    const profile = profileOf({ lexical: 1, vector: 1 }, { classWeights: { brand: { lexical: 3 } } });
    const scoreOf = (queryClass: QueryClass, weights?: Partial<typeof NONE>) =>
      rank(request({ lexical: [10], vector: [1] }, 1, { profile, queryClass, weights })).fused.scores[0];
    expect(scoreOf('general')).toBe(2);
    expect(scoreOf('brand')).toBe(4);
    expect(scoreOf('brand', { lexical: 5 })).toBe(6);
    expect(scoreOf('brand', { lexical: 0 })).toBe(1);
    expect(scoreOf('brand', { lexical: undefined as unknown as number })).toBe(4);
  });
});

test('the best variant stands for its group', () => {
  const { rows } = rank(request({ lexical: [1, 5, 3, 4] }, 4, { groups: Uint32Array.of(0, 0, 1, 1) }));
  expect([...rows]).toEqual([1, 3]);
});

describe('the shopper', () => {
  const columns = { lexical: [10, 9, 8, 7, 6], personal: [-0.5, -0.5, -0.5, -0.5, 0.5] };

  test('moves a product by no more than the bound', () => {
    const profile = profileOf({ lexical: 1, personal: 5 }, { personalMoves: 2 });
    const { rows, unmoved } = rank(request(columns, 5, { profile }));
    expect([...rows]).toEqual([0, 1, 4, 2, 3]);
    expect([...unmoved]).toEqual([0, 1, 4, 2, 3]);
  });

  test('never moves a product for an identifier', () => {
    const profile = profileOf({ lexical: 1, personal: 5 });
    const { rows, fused } = rank(request(columns, 5, { profile, queryClass: 'identifier' }));
    expect([...rows]).toEqual([0, 1, 2, 3, 4]);
    expect(fused.scores).toBe(fused.base);
  });
});

describe('what the text names', () => {
  const columns = { lexical: [10, 9, 8, 7, 6], personal: [-0.5, -0.5, -0.5, 0.5, 0.5] };
  const profile = profileOf({ lexical: 1, vector: 1, personal: 5 }, { personalMoves: 2 });

  test('stands first, whatever the scores say and whoever asks; its own scores stay', () => {
    const named = new Set([2, 3]);
    const { rows, unmoved, unnamed, fused } = rank(request(columns, 5, { profile, named }));
    // The shopper moves what is named among itself, and the rest behind it.
    expect([...rows]).toEqual([3, 2, 4, 0, 1]);
    expect([...unmoved]).toEqual([1, 0, 4, 2, 3]);
    expect([...unnamed]).toEqual([3, 2, 4, 0, 1]);
    expect(fused.scores).toEqual(rank(request(columns, 5, { profile })).fused.scores);
  });

  test('stands for its group, though another variant scores more', () => {
    const groups = Uint32Array.of(0, 1, 2, 2, 0);
    const lexical = { lexical: columns.lexical };
    const { rows, unmoved, unnamed } = rank(request(lexical, 5, { profile, groups, named: new Set([3]) }));
    expect([...rows]).toEqual([3, 0, 1]);
    expect([...unmoved]).toEqual([0, 1, 2]);
    expect([...unnamed]).toEqual([2, 0, 1]);
  });

  test('is of no account where words have no weight', () => {
    const weights = { lexical: 0 };
    const more = { profile, weights, named: new Set([4]), queryClass: 'identifier' } as const;
    const { rows, unnamed } = rank(request({ ...columns, vector: [1, 0.9, 0.8, 0.7, 0.6] }, 5, more));
    expect([...rows]).toEqual([0, 1, 2, 3, 4]);
    expect([...unnamed]).toEqual([0, 1, 2, 3, 4]);
  });
});

// Random matrices -----------------------------------------------------------------------------------------------------

const cell = fc.oneof(
  { weight: 9, arbitrary: fc.float({ min: 0, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
const fusion = fc.constantFrom<RankingProfile['fusion']>(
  { kind: 'linear' },
  { kind: 'rrf', k: 60 },
  { kind: 'distribution' },
);
const weight = fc.constantFrom(0, 0.05, 0.4, 1, 3);
const requests = fc.integer({ min: 1, max: 40 }).chain((size) =>
  fc
    .record({
      columns: fc.record(
        Object.fromEntries(SIGNALS.map((s) => [s, fc.array(cell, { minLength: size, maxLength: size })])),
        { requiredKeys: [] },
      ),
      weights: fc.record(
        Object.fromEntries(SIGNALS.map((s) => [s, weight])) as Record<Signal, typeof weight>,
      ),
      fusion,
      personalMoves: fc.nat(12),
      groups: fc.array(fc.nat(30), { minLength: size, maxLength: size }),
      ordinals: fc.uniqueArray(fc.nat(10_000), { minLength: size, maxLength: size }),
    })
    .map(({ columns, weights, groups, ordinals, ...profile }) =>
      request(columns as Partial<Record<Signal, number[]>>, size, {
        profile: { ...DEFAULT_PROFILE, weights, ...profile },
        groups: Uint32Array.from(groups),
        ordinals: Uint32Array.from(ordinals),
      }),
    ),
);

function without(matrix: SignalMatrix, dropped: (signal: Signal) => boolean): SignalMatrix {
  const kept = Object.entries(matrix.columns).filter(([signal]) => !dropped(signal as Signal));
  return { size: matrix.size, columns: Object.fromEntries(kept) };
}

function ordinalsOf({ rows }: Ranking, { ordinals }: RankRequest): number[] {
  return [...rows].map((row) => ordinals[row] as number);
}

describe('for any matrix', () => {
  test('a weight of 0 is an absent column, bit by bit', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const dropped = without(given.matrix, (signal) => given.profile.weights[signal] === 0);
        expect(rank({ ...given, matrix: dropped })).toEqual(rank(given));
      }),
    );
  });

  test('without columns of the shopper the order is that without their weights, bit by bit', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const personal = (signal: Signal) => ['personal', 'sequence', 'affinity'].includes(signal);
        const silent = rank({ ...given, matrix: without(given.matrix, personal) });
        const nobody = rank({ ...given, weights: { personal: 0, sequence: 0, affinity: 0 } });
        expect(silent).toEqual(nobody);
        expect(silent.fused.scores).toBe(silent.fused.base);
      }),
    );
  });

  test('each group stands once, no farther from its place without the shopper than the profile allows', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const groupsOf = ({ rows }: Ranking) => [...rows].map((row) => given.groups[row]);
        const ranking = rank(given);
        const base = groupsOf(rank({ ...given, weights: { personal: 0, sequence: 0, affinity: 0 } }));
        const groups = groupsOf(ranking);
        expect(new Set(groups).size).toBe(groups.length);
        expect(groups.length).toBe(new Set(given.groups).size);
        groups.forEach((group, place) => {
          const from = base.indexOf(group);
          expect(ranking.unmoved[place]).toBe(from);
          expect(Math.abs(from - place)).toBeLessThanOrEqual(given.profile.personalMoves);
        });
      }),
    );
  });

  test('the contributions add up to the score', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const { rows, fused } = rank(given);
        for (const row of rows) {
          const { score, signals } = explain(given.matrix, fused, row, [], 0.5, { words: [] });
          const sum = signals.reduce((total, { contribution }) => total + contribution, 0);
          expect(Math.abs(sum - score)).toBeLessThanOrEqual(1e-9);
          expect(score).toBe(fused.scores[row]);
        }
      }),
    );
  });

  test('the order in which the candidates come does not matter', () => {
    fc.assert(
      fc.property(
        requests.chain((given) => {
          const rows = [...given.ordinals.keys()];
          const all = { minLength: rows.length, maxLength: rows.length };
          return fc.tuple(fc.constant(given), fc.shuffledSubarray(rows, all));
        }),
        ([given, shuffled]) => {
          // A mean adds in the order of the rows: its last bit is the order's.
          fc.pre(given.profile.fusion.kind !== 'distribution');
          const columns = Object.fromEntries(
            Object.entries(given.matrix.columns).map(([signal, column]) => [
              signal,
              Float32Array.from(shuffled, (row) => column[row] as number),
            ]),
          );
          const other = {
            ...given,
            matrix: { size: given.matrix.size, columns },
            ordinals: Uint32Array.from(shuffled, (row) => given.ordinals[row] as number),
            groups: Uint32Array.from(shuffled, (row) => given.groups[row] as number),
          };
          expect(ordinalsOf(rank(other), other)).toEqual(ordinalsOf(rank(given), given));
        },
      ),
    );
  });
});
