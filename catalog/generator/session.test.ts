import { beforeAll, describe, expect, test } from '@jest/globals';
import { generateProducts } from './products.js';
import { LEAVES } from './taxonomy.js';
import { singular } from './wording.js';
import type { UbiEvent, UbiQuery } from './ubi.js';
import { generatedCatalogue, linesOf, PRODUCTS } from '../../test/fixtures/generated-catalogue.js';

describe('events of a catalogue of 2,000 products', () => {
  const generated = generatedCatalogue();
  const { latentOf } = generated;
  let files: ReadonlyMap<string, string>;
  let queries: readonly UbiQuery[];
  let events: readonly UbiEvent[];
  beforeAll(() => {
    ({ files, queries, events } = generated);
  });

  test('stand in time order in a fixed half year, and there are not too many', () => {
    const times = linesOf<{ timestamp: string }>(files.get('events.ndjson')).map((line) => line.timestamp);
    expect(times).toEqual([...times].sort());
    expect(times[0]! >= '2026-01-01').toBe(true);
    expect(times.at(-1)! < '2026-07-02').toBe(true);
    expect(times.length).toBeLessThanOrEqual(30_000);
    expect(times.length).toBeGreaterThan(10_000);
  });

  test('refer to queries that came before them, of the same shopper and visit, and to products', () => {
    const known = new Map<string, UbiQuery>();
    const ids = new Set([...generateProducts({ products: PRODUCTS, seed: 1 })].map(({ id }) => id));
    const unsound: UbiEvent[] = [];
    for (const record of linesOf<UbiQuery | UbiEvent>(files.get('events.ndjson'))) {
      if (!('action_name' in record)) {
        known.set(record.query_id, record);
        continue;
      }
      const query = known.get(record.query_id);
      const { object_id } = record.event_attributes.object;
      const sound =
        query?.user_id === record.user_id &&
        query.client_id === record.client_id &&
        query.session_id === record.session_id &&
        query.user_query === record.user_query &&
        ids.has(object_id);
      if (!sound) unsound.push(record);
    }
    expect(unsound).toEqual([]);
    expect(known.size).toBe(queries.length);
    const eventIds = events.map((event) => event.event_attributes.event_id);
    expect(new Set(eventIds).size).toBe(eventIds.length);
  });

  test('what was clicked had been shown on that place, and what was bought had been put in the cart', () => {
    const key = (event: UbiEvent) =>
      `${event.query_id} ${event.event_attributes.object.object_id} ${event.event_attributes.position.ordinal}`;
    const of = (action: string) => new Set(events.filter((e) => e.action_name === action).map(key));
    const [shown, clicked, cart, bought, viewed] = [
      of('impression'),
      of('click'),
      of('add_to_cart'),
      of('purchase'),
      of('view'),
    ];
    for (const [later, earlier] of [
      [clicked, shown],
      [viewed, clicked],
      [cart, clicked],
      [bought, cart],
    ] as const) {
      expect(later.size).toBeGreaterThan(50);
      expect([...later].filter((entry) => !earlier.has(entry))).toEqual([]);
    }
  });

  test('clicks fall with the position at equal relevance', () => {
    // Whatever is shown for the bare name of a kind of thing fits it wholly.
    const bare = new Set(LEAVES.flatMap((leaf) => leaf.nouns.flatMap((noun) => [noun, singular(noun)])));
    const plain = events.filter((event) => bare.has(event.user_query));
    expect(plain.length).toBeGreaterThan(3_000);
    const rate = (from: number, to: number) => {
      const at = (action: string) =>
        plain.filter(({ action_name, event_attributes: { position } }) => {
          return action_name === action && position.ordinal >= from && position.ordinal < to;
        }).length;
      return at('click') / at('impression');
    };
    expect(rate(0, 1)).toBeGreaterThan(1.25 * rate(1, 3));
    expect(rate(1, 3)).toBeGreaterThan(1.2 * rate(3, 6));
    expect(rate(3, 6)).toBeGreaterThan(1.05 * rate(6, 10));
  });

  test('shoppers click and buy what they like more often than it is shown to them', () => {
    const people = JSON.parse(files.get('shoppers.json') ?? '[]') as {
      id: string;
      taste: { styles: string[]; brands: string[] };
    }[];
    const tastes = new Map(people.map(({ id, taste }) => [id, taste]));
    const share = (action: string, side: 'styles' | 'brands') => {
      const done = events.filter((event) => event.action_name === action);
      const liked = done.filter((event) => {
        const { style, brand } = latentOf(event.event_attributes.object.object_id);
        return tastes.get(event.user_id)?.[side].includes(side === 'styles' ? style : brand.name);
      });
      return liked.length / done.length;
    };
    for (const side of ['styles', 'brands'] as const) {
      expect(share('click', side)).toBeGreaterThan(1.2 * share('impression', side));
      expect(share('purchase', side)).toBeGreaterThan(share('click', side));
    }
  });
});
