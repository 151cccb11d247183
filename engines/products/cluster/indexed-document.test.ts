import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../../../catalog/index.js';
import { analyse, keywordPath, numberPath } from '../../../mappings/index.js';
import { keywordValues, numericValues } from '../product-fields.js';
import { DocumentMaker } from './indexed-document.js';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.stringMatching(/^(?:(?:red|t-shirt|12|oz|x"y|无线耳机|l'oréal|\ud83e\udd84|wh-1000)[ \n,]){0,8}$/),
);
const products: fc.Arbitrary<Product> = fc
  .record(
    {
      id: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
      title: text,
      brand: text,
      category: fc.array(text, { minLength: 1, maxLength: 3 }),
      description: text,
      bullets: fc.array(text, { minLength: 1, maxLength: 3 }),
      price: fc.double({ noNaN: true }),
      attributes: fc.dictionary(
        fc.stringMatching(/^[a-z".*é]{1,6}$/),
        fc.oneof(fc.boolean(), fc.double(), text, fc.array(text, { maxLength: 3 })),
        { maxKeys: 3 },
      ),
    },
    { requiredKeys: ['id', 'title'] },
  )
  .map((fields) => fields as Product);

/** The document as an object, serialised as a whole; without the surfaces and the identifiers. */
function whole(product: Product): Record<string, unknown> {
  const texts: Record<string, string> = {
    'text.title': product.title,
    'text.brand': product.brand ?? '',
    'text.category': product.category?.join('\n') ?? '',
    'text.bullets': product.bullets?.join('\n') ?? '',
    'text.description': product.description ?? '',
  };
  const indexed = Object.entries(texts).map(([key, value]) => [key, analyse(value).join(' ')] as const);
  return {
    ordinal: 7,
    id: product.id,
    group: 3,
    ...Object.fromEntries(indexed.filter(([, value]) => value !== '')),
    ...Object.fromEntries(keywordValues(product).map(([field, values]) => [keywordPath(field), values])),
    ...Object.fromEntries(numericValues(product).map(([field, value]) => [numberPath(field), value])),
  };
}

test('a document put together from pieces is, to the byte, what the serialiser makes of the whole', () => {
  fc.assert(
    fc.property(products, (product) => {
      const json = JSON.stringify(product);
      const made = new DocumentMaker('own').make({ product, json }, { ordinal: 7, group: 3 });
      const parsed = JSON.parse(made.json) as Record<string, unknown>;
      const { surface, identifier, document, ...rest } = parsed;
      expect(JSON.stringify(rest)).toBe(JSON.stringify(whole(product)));
      expect(JSON.stringify(document)).toBe(json);
      expect(JSON.stringify(parsed)).toBe(made.json);
      for (const key of (identifier ?? []) as string[]) expect(key).toMatch(/^[\p{L}\p{N}]{1,64}$/u);
      for (const word of (surface ?? []) as string[]) expect(word).toMatch(/^\p{L}{3,32}$/u);
    }),
  );
});

test('each surface once, in order of appearance, none from the description', () => {
  const product = {
    id: '1',
    title: "Red T-Shirt for women's 12oz wi-fi",
    bullets: ['Cotton red', '无线耳机'],
    description: 'Extraordinary',
  } as Product;
  const { json } = new DocumentMaker('own').make({ product, json: '{}' }, { ordinal: 0, group: 0 });
  expect((JSON.parse(json) as { surface: string[] }).surface).toEqual([
    'red',
    'tshirt',
    'for',
    'women',
    'cotton',
    '无线耳机',
  ]);
});

test('identifiers as they are found: of the id, the group and attributes that name an article, each once', () => {
  const product = {
    id: 'SK-1',
    title: 'Lamp',
    groupId: 'G 1',
    attributes: { sku: 'sk1', MPN: ['DL-200X', 'DL 300'], upc: 36000291452, colour: 'RAL-9010', ean: true },
  } as Product;
  const { json } = new DocumentMaker('own').make({ product, json: '{}' }, { ordinal: 0, group: 0 });
  expect((JSON.parse(json) as { identifier: string[] }).identifier).toEqual([
    'sk1',
    'g1',
    'dl200x',
    'dl300',
    '36000291452',
  ]);
});

test("texts for a server's analyser are spelled as queries are; the product stays as it is", () => {
  const product = { id: '1', title: 'Köksbord, ETT', brand: 'Ångström™' } as Product;
  const json = JSON.stringify(product);
  const made = new DocumentMaker('swedish').make({ product, json }, { ordinal: 0, group: 0 });
  expect(JSON.parse(made.json)).toMatchObject({
    'text.title': 'koksbord, ett',
    'text.brand': 'angstrom ',
    document: product,
  });
});
