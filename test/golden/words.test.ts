import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { openEmbeddedProducts, openEmbeddedWriter, type ProductIndex } from '../../engines/products/index.js';
import { DEFAULT_FIELD_WEIGHTS } from '../../mappings/index.js';

/** A shop small enough to judge each ranking by eye. */
const SHOP: readonly Product[] = [
  { id: '01', title: 'Trail running shoes', brand: 'Fellhund', color: 'red', category: ['Shoes', 'Running'] },
  { id: '02', title: 'Road running shoes', brand: 'Fellhund', color: 'blue', category: ['Shoes', 'Running'] },
  { id: '03', title: 'Leather shoes', brand: 'Brogan', color: 'black', category: ['Shoes', 'Formal'] },
  { id: '04', title: 'Running socks', brand: 'Fellhund', color: 'red', category: ['Clothing', 'Socks'] },
  { id: '05', title: 'Shoe rack', category: ['Home'], description: 'Holds twelve pairs of running shoes.' },
  { id: '06', title: 'Nordlicht WH-1000XM4 headphones', brand: 'Nordlicht', category: ['Audio'] },
  { id: '07', title: 'Nordlicht WH-1000XM3 headphones', brand: 'Nordlicht', category: ['Audio'] },
  { id: '08', title: 'Hard case for WH-1000XM4', category: ['Audio', 'Cases'] },
  { id: '09', title: 'Wireless earbuds', bullets: ['Like headphones, but smaller'], category: ['Audio'] },
  { id: '10', title: 'Stainless bottle, 12 oz', color: 'red', category: ['Kitchen'] },
  { id: '11', title: 'Glass bottle, 24 ounces', color: 'green', category: ['Kitchen'] },
  { id: '12', title: 'T-shirt', color: 'red', category: ['Clothing'] },
  { id: '13', title: 'Sunglasses', color: 'black', category: ['Accessories'] },
  { id: '14', title: 'Stehlampe für das Wohnzimmer', category: ['Home', 'Lamps'] },
  { id: '15', title: '无线耳机 降噪', category: ['Audio'] },
  { id: '16', title: 'Television stand', category: ['Home'] },
];

let folder: string;
let index: ProductIndex;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-golden-'));
  const writer = await openEmbeddedWriter(folder);
  await writer.append(SHOP);
  await writer.finish();
  index = await openEmbeddedProducts(folder);
});
afterAll(async () => {
  await index.close();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ['running shoes', '01 02 05 03'],
  ['red running shoes', '01 02 04'],
  ['shoes', '03 01 02 05'],
  ['fellhund', '04 01 02'],
  ['wh-1000xm4', '06 08'],
  ['WH 1000 XM4', '06 08'],
  ['wh1000xm4 headphones', '06 08'],
  ['headphones', '06 07 09'],
  ['headfones', '06 07 09'],
  ['headphoness', '06 07 09'],
  ['hedphones', '06 07 09'],
  ['headph', '06 07 09'],
  ['12oz bottle', '10'],
  ['24 oz bottle', '11 10'],
  ['tshirt', '12'],
  ['t shirt', '12'],
  ['sun glasses', '13'],
  ['stehlampe fur', '14'],
  ['耳机', '15'],
  ['tv stand', '16'],
  ['divorce lawyer near me', ''],
])('%s → %s', async (query, ranking) => {
  const words = await index.words(query, {
    shareOfBest: 0.5,
    shareOfIdf: 0.4,
    fieldWeights: DEFAULT_FIELD_WEIGHTS,
    tolerant: true,
  });
  const { ordinals } = await index.members({
    members: { kind: 'union', words, byMeaning: new Uint32Array() },
    filters: [],
    facets: [],
    limit: 100,
  });
  const ids = (await index.documents(ordinals)).map((product) => product?.id);
  expect(ids.join(' ')).toBe(ranking);
});
