import { describe, expect, test } from '@jest/globals';
import type { MembersRequest } from '../engines/products/index.js';
import { attend } from './attend.js';
import type { Shopper } from './read-shopper.js';
import { attentionFor } from './settings.js';

/** Three lamps and a drill in a plane: lamps lie along x, the drill along y. */
const ROWS = [
  { id: 'drill', vector: [0, 1], brand: 'Bolt', category: 'Tools', price: 80 },
  { id: 'lamp-1', vector: [1, 0], brand: 'Lux', category: 'Lamps', price: 40 },
  { id: 'lamp-2', vector: [0.8, 0.6], brand: 'Glow', category: 'Lamps', price: 400 },
  { id: 'lamp-3', vector: [1, 0], brand: 'Lux', category: 'Lamps', price: 50 },
];
const MEAN = Float32Array.of(0.5, 0.5);
const row = (ordinal: number) => ROWS[ordinal]!;

function generation() {
  const asked: MembersRequest[] = [];
  const counted = (of: (each: (typeof ROWS)[number]) => string) => {
    const counts = new Map<string, number>();
    for (const each of ROWS) counts.set(of(each), (counts.get(of(each)) ?? 0) + 1);
    return { kind: 'keyword' as const, values: [...counts].map(([value, count]) => ({ value, count })) };
  };
  return {
    asked,
    products: {
      ordinals: async (ids: readonly string[]) =>
        ids.map((id) => ROWS.findIndex((each) => each.id === id)).map((at) => (at === -1 ? undefined : at)),
      columns: async (ordinals: Uint32Array) => columnsOf([...ordinals]),
      members: async (request: MembersRequest) => {
        asked.push(request);
        return {
          ordinals: Uint32Array.of(0),
          lexical: Float32Array.of(0),
          groups: Uint32Array.of(0),
          total: ROWS.length,
          facets: { brand: counted(({ brand }) => brand), category: counted(({ category }) => category) },
        };
      },
    },
    vectors: {
      dimensions: 2,
      mean: MEAN,
      holds: (at: number) => at < ROWS.length,
      similarities: async (queries: readonly Float32Array[], ordinals: Uint32Array) =>
        queries.map((query) =>
          Float32Array.from(
            ordinals,
            (at) => row(at).vector[0]! * query[0]! + row(at).vector[1]! * query[1]!,
          ),
        ),
      vectors: async (ordinals: Uint32Array) =>
        Float32Array.from([...ordinals].flatMap((at) => row(at).vector)),
    },
  };
}

function columnsOf(ordinals: number[]) {
  const numbers = (of: (each: (typeof ROWS)[number]) => number) =>
    Float64Array.from(ordinals, (at) => of(row(at)));
  return {
    price: numbers(({ price }) => price),
    rating: numbers(() => Number.NaN),
    ratingCount: numbers(() => Number.NaN),
    brand: ordinals.map((at) => row(at).brand),
    category: ordinals.map((at) => row(at).category),
  };
}

function shopperOf(...ids: string[]): Shopper {
  const items = ids.map((productId, index) => ({ productId, type: 'purchase' as const, time: 100 - index }));
  return { keys: ['user:u'], version: '1', items };
}

const settings = attentionFor({ floor: 0.35, deviations: 3.5, low: 0, high: 1 });
const LAMP = Float32Array.of(1, 0);

describe('a history that bears on the query', () => {
  test('opens the gate and points where it lies, the most telling item first', async () => {
    const attended = await attend(shopperOf('drill', 'lamp-2', 'lamp-1'), LAMP, generation(), settings);
    expect(attended.items.map(({ productId, ordinal }) => [productId, ordinal])).toEqual([
      ['lamp-1', 1],
      ['lamp-2', 2],
    ]);
    const [first, second] = attended.items.map(({ weight }) => weight);
    expect(first! + second!).toBeCloseTo(attended.gate, 12);
    expect(attended.direction[0]).toBeCloseTo(first! * 0.5 + second! * (row(2).vector[0]! - 0.5), 6);
    expect(attended.direction[1]).toBeCloseTo(first! * -0.5 + second! * (row(2).vector[1]! - 0.5), 6);
  });

  test('prefers its brands and prices', async () => {
    const attended = await attend(shopperOf('lamp-1'), LAMP, generation(), settings);
    const [drill, glow, lux] = attended.affinity(columnsOf([0, 2, 3]))!;
    expect(lux!).toBeGreaterThan(glow!);
    expect(glow!).toBeGreaterThan(drill!);
  });

  test('counts the catalogue once, not once a query', async () => {
    const shop = generation();
    await attend(shopperOf('lamp-1'), LAMP, shop, settings);
    await attend(shopperOf('lamp-2'), LAMP, shop, settings);
    expect(shop.asked).toHaveLength(1);
  });
});

describe('a history that does not', () => {
  test.each([
    ['lies elsewhere', shopperOf('drill')],
    ['is of products that are gone', shopperOf('gone')],
    ['is empty', shopperOf()],
  ])('is silent when it %s', async (_, shopper) => {
    const shop = generation();
    const attended = await attend(shopper, LAMP, shop, settings);
    expect(attended).toMatchObject({ gate: 0, items: [] });
    expect([...attended.direction]).toEqual([0, 0]);
    expect(attended.affinity(columnsOf([1]))).toBeUndefined();
    expect(shop.asked).toHaveLength(0);
  });
});
