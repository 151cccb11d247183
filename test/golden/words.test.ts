import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openEmbeddedProducts, openEmbeddedWriter, type ProductIndex } from '../../engines/products/index.js';
import { DEFAULT_FIELD_WEIGHTS } from '../../mappings/index.js';
import { SHOP } from './catalogue.js';

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
  // Article numbers that no text holds; parts of one find nothing.
  ['nl 20243', '07'],
  ['4006-3813-33931', '11'],
  ['bottle 4006381333931', '11'],
  ['2024', ''],
  ['16', '16'],
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
