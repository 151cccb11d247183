import fc from 'fast-check';
import type { Product } from '../../catalog/index.js';
import {
  compileLexicon,
  DEFAULT_FIELD_WEIGHTS,
  EMPTY_LEXICON,
  type FieldWeights,
  type NamedFilter,
} from '../../mappings/index.js';

/** Few distinct words and values, so that random products share them. */
const WORDS = ['red', 'shoe', 'running', 'tv', 'wh-1000xm4', '12 oz', '耳机', 'the', 'sun glasses', 'lamp'];
const texts = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 })
  .map((list) => list.join(' '));
/** Identifiers, in other spellings than products have them, alone and among words; what begins one, what looks like one. */
const IDENTIFIERS = [
  'QX7712',
  'qx-77 12',
  'wh 1000 xm4',
  '4006381333931',
  '1234-5678',
  '2024',
  '12',
  'tvx',
  'P7',
  'g1',
];
export const words = fc.oneof(
  { arbitrary: texts, weight: 3 },
  fc.constantFrom(...IDENTIFIERS),
  fc.tuple(texts, fc.constantFrom(...IDENTIFIERS)).map((both) => both.join(' ')),
);
const price = fc.constantFrom(0, 0.5, 9.99, 10, 20, 300);
const product = fc.record(
  {
    title: texts,
    brand: fc.constantFrom('A', 'B', 'Ç', 'D'),
    color: fc.constantFrom('red', 'blue'),
    category: fc.array(fc.constantFrom('Shoes', 'Running', 'Lamp'), { minLength: 1, maxLength: 3 }),
    bullets: fc.array(texts, { minLength: 1, maxLength: 2 }),
    description: texts,
    price,
    currency: fc.constantFrom('EUR', 'USD'),
    rating: fc.constantFrom(1, 4.5, 5),
    ratingCount: fc.nat(3),
    createdAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'),
    groupId: fc.constantFrom('g1', 'g2', 'g3'),
    attributes: fc.record(
      {
        tag: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1 }),
        wet: fc.boolean(),
        volts: fc.nat(3),
        sku: fc.constantFrom('WH-1000XM4', 'QX 77/12', '2024', 'Lamp', 'Tv-X'),
        'Model Number': fc.uniqueArray(fc.constantFrom('wh1000 xm4', '12oz', '12345678'), { minLength: 1 }),
        EAN: fc.constantFrom(4006381333931, 12),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['title'] },
);
export const catalogue: fc.Arbitrary<Product[]> = fc
  .array(product, { maxLength: 25 })
  .map((list) => list.map((fields, i) => ({ id: `p${i * 7}`, ...fields })));

const condition = fc.record(
  {
    brand: fc.subarray(['A', 'B', 'nobody'], { minLength: 1 }),
    category: fc.constantFrom(['Shoes'], ['Shoes > Running'], ['Running', 'Lamp']),
    price: fc.constantFrom({ gte: 10 }, { gt: 0.5, lte: 20 }, { lt: 10 }, { gte: 10, gt: 10 }),
    createdAt: fc.constant({ gte: '2026-01-01' }),
  },
  { requiredKeys: [] },
);
export const filterTree = fc
  .record(
    { own: condition, not: fc.option(condition), any: fc.array(condition, { maxLength: 2 }) },
    { requiredKeys: ['own'] },
  )
  .map(({ own, not, any }) => ({
    ...own,
    ...(not !== undefined && not !== null && Object.keys(not).length > 0 ? { not } : {}),
    ...(any !== undefined && any.length > 0 && any.every((c) => Object.keys(c).length > 0) ? { any } : {}),
  }));
export const weights: fc.Arbitrary<FieldWeights> = fc.constantFrom(
  DEFAULT_FIELD_WEIGHTS,
  { ...DEFAULT_FIELD_WEIGHTS, title: 0 },
  { ...DEFAULT_FIELD_WEIGHTS, description: 0, bullets: 0, brand: 0.5 },
);
/** A shop's own synonyms and stop words: one-way, of several words on either side, of words that nobody holds. */
export const lexicons = fc.constantFrom(
  EMPTY_LEXICON,
  await compileLexicon(
    ['red'],
    [
      { from: 'lamp', to: ['running shoes', 'lantern'], factor: 0.8 },
      { from: 'running shoe', to: ['tv', 'lamp'], factor: 1 },
      { from: 'sun glasses', to: ['red tv'], factor: 0.5 },
      { from: '耳机', to: ['shoe'], factor: 0.9 },
    ],
  ),
);
/** At most one word that a product's names must not hold; forms that the analyser of our own knows. */
export const without: fc.Arbitrary<readonly NamedFilter[]> = fc
  .constantFrom('', 'red', 'television', 'wh1000xm4', 'sunglasses', '耳机', '!')
  .map((text) =>
    text === '' ? [] : [{ field: undefined, filter: { kind: 'not', filter: { kind: 'words', text } } }],
  );
