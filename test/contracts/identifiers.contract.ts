import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import type { ProductIndex } from '../../engines/products/index.js';
import {
  find,
  idsOf,
  policy,
  type OpenProductIndex,
  type ProductIndexFixture,
} from '../fixtures/product-index.js';

const SHELF: readonly Product[] = [
  {
    id: 'SKU-00017',
    title: 'Desk lamp',
    groupId: 'LMP/2024',
    attributes: { ean: '4006381333931', MPN: 'DL-200X', 'Model Number': ['XK 9', 'Σ-7'] },
  },
  { id: 'B07XJ8C8F5', title: 'Table lamp', attributes: { upc: 36000291452, colour_code: 'RAL-90210X' } },
  { id: '12', title: 'Chair', attributes: { isbn13: '978-3-16-148410-0', sku: true } },
  { id: '2024', title: 'Calendar, small' },
  { id: 'c24', title: 'Wall calendar 2024' },
  { id: 'oak-table', title: 'Bench' },
  { id: 't', title: 'Oak table, 12 seats' },
  { id: 'v1', title: 'Mug red', groupId: 'GRP-778' },
  { id: 'v2', title: 'Mug blue', groupId: 'GRP-778' },
  { id: 'chare', title: 'Stool' },
  { id: 'case', title: 'Case for DL200X' },
];

/** Products are found by their identifiers, and nothing else is found by them. */
export function identifiersContract(
  name: string,
  open: OpenProductIndex,
  { beginnings }: { readonly beginnings: boolean },
): void {
  describe(`identifiers: ${name}`, () => {
    let shelf: ProductIndexFixture;
    let index: ProductIndex;
    beforeAll(async () => {
      shelf = await open(SHELF);
      ({ index } = shelf);
    });
    afterAll(() => shelf.dispose());

    const tolerant = policy({ tolerant: true });
    const found = async (query: string, how = tolerant) => idsOf(index, await find(index, query, {}, how));
    const named = async (query: string) => {
      const { named: ordinals = new Uint32Array() } = await index.words(query, tolerant);
      return (await index.documents(ordinals)).map((product) => product?.id);
    };

    test.each([
      ['its id', 'B07XJ8C8F5', 'B07XJ8C8F5'],
      ['another case', 'b07xj8c8f5', 'B07XJ8C8F5'],
      ['other joiners', ' B07-XJ8 C8/F5 ', 'B07XJ8C8F5'],
      ['full width', 'ｂ０７ＸＪ８Ｃ８Ｆ５', 'B07XJ8C8F5'],
      ['an id of two parts', 'sku 00017', 'SKU-00017'],
      ['a trade number', '4006381333931', 'SKU-00017'],
      ['a trade number that is filled up', '04006381333931', 'SKU-00017'],
      ['a trade number that a supplier wrote as a number', '036000291452', 'B07XJ8C8F5'],
      ['a book number', '9783161484100', '12'],
      ['a short number that no text holds', 'xk-9', 'SKU-00017'],
      ['letters of another script', 'σ7', 'SKU-00017'],
      ['a word that no text holds, near one that does', 'chare', 'chare'],
    ])('by %s: %s', async (_, query, id) => {
      expect(await found(query)).toEqual([id]);
      expect(await named(query)).toEqual([id]);
    });

    test('a group is named by its own: its variants are all members', async () => {
      expect((await found('grp 778')).sort()).toEqual(['v1', 'v2']);
      expect(await named('GRP-778')).toEqual(['v1', 'v2']);
      expect(await named('lmp2024')).toEqual(['SKU-00017']);
    });

    test('before every product that only writes of it', async () => {
      for (const query of ['DL-200X', 'dl200x']) {
        const ids = await found(query);
        expect(ids[0]).toBe('SKU-00017');
        expect(await named(query)).toEqual(['SKU-00017']);
        const { best } = await index.words(query, tolerant);
        const { lexical } = await find(index, query);
        expect(lexical[0]).toBeCloseTo(best, 4);
        expect([...lexical.slice(1)].every((score) => score < best)).toBe(true);
      }
    });

    test('among other words it makes a member, and names nothing', async () => {
      expect(await found('lamp dl-200x for a desk')).toContain('SKU-00017');
      expect(await named('lamp dl-200x for a desk')).toEqual([]);
      expect((await found('B07XJ8C8F5 SKU-00017')).sort()).toEqual(['B07XJ8C8F5', 'SKU-00017']);
    });

    test.each([
      ['2024', ['c24']],
      ['12', ['t']],
      ['oak table', ['t']],
      ['oak-table', ['t']],
      ['778', []],
      ['grp', []],
      ['90210', []],
      ['RAL-90210X', []],
      ['true', []],
    ])('what is a word, or a part of an identifier, stays one: %s', async (query, ids) => {
      expect(await found(query, policy({ shareOfBest: 0.99 }))).toEqual(ids);
      expect(await named(query)).toEqual([]);
    });

    test('an ordinary query scores as if products had no identifiers', async () => {
      const opened = [
        await open(SHELF),
        // A fixture may make every other index of two shards, whose scores differ.
        await open([]),
        await open(SHELF.map(({ attributes: _, ...product }) => product)),
      ];
      const [full, , bare] = opened as [ProductIndexFixture, ProductIndexFixture, ProductIndexFixture];
      try {
        for (const query of ['lamp', 'wall calendar 2024', 'mug red', 'case for lamp']) {
          const [given, wanted] = [await find(full.index, query), await find(bare.index, query)];
          expect([...given.ordinals]).toEqual([...wanted.ordinals]);
          expect([...given.lexical]).toEqual([...wanted.lexical]);
        }
      } finally {
        for (const { dispose } of opened) await dispose();
      }
    });

    test.each([
      ['b07x', ['B07XJ8C8F5']],
      ['sku-0001', ['SKU-00017']],
      ['97831614', ['12']],
      // Words, or too little to tell.
      ['2024', ['c24']],
      ['b07', []],
      ['char', ['12']],
    ])('while it is being typed: %s', async (query, ids) => {
      const wanted = beginnings || query === '2024' || query === 'char' ? ids : [];
      if (query === 'char' && !index.vocabularies) return;
      expect(await found(query, policy({ tolerant: true, unfinished: true }))).toEqual(wanted);
      if (query !== 'char' && query !== '2024') expect(await found(query, tolerant)).toEqual([]);
      expect(await named(query)).toEqual([]);
    });
  });
}
