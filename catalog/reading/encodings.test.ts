import { expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { brief, NOW, readContent, withFile } from '../../test/faults/catalog-file.js';
import { checkCatalog } from '../check-catalog.js';
import { parseMap } from '../map.js';

const A = '{"id":"a","title":"Größe"}';
const B = '{"id":"b","title":"Lamp"}';

test.each([
  ['windows-1251', 'Чайник', 'Лампа МИР»'],
  ['windows-1250', 'Žárovka', 'Łódź'],
  // Their second bytes are backslashes, braces and bars of ASCII.
  ['Shift_JIS', 'ソファ 表', 'ポ十貼能'],
  ['GBK', '亄亅亐 誠', '厊厖'],
])('%s, named by the map', async (encoding, one, two) => {
  const map = parseMap({ encoding });
  const expected = [`a: ${one}`, `b: ${two}`];
  const row = (id: string, title: string) => `{"id":"${id}","title":"${title}"}`;
  for (const content of [
    `${row('a', one)}\n${row('b', two)}\n`,
    `{"products":[${row('a', one)},${row('b', two)}]}`,
    `id|title\na|${one}\nb|${two}\n`,
  ]) {
    const bytes = iconv.encode(content, encoding);
    expect(brief(await readContent(bytes, map))).toEqual(expected);
    expect(brief(await readContent(gzipSync(bytes), map))).toEqual(expected);
  }
});

test('a file in pieces whose characters are cut by them', async () => {
  const map = parseMap({ encoding: 'GBK' });
  const many = Array.from({ length: 20_000 }, (_, i) => `{"id":"${i}","title":"${'x'.repeat(i % 3)}表能"}`);
  const { rows } = await readContent(iconv.encode(many.join('\n'), 'GBK'), map);
  const titles = new Set(rows.map((row) => row.kind === 'product' && row.product.title));
  expect(rows).toHaveLength(20_000);
  expect([...titles]).toEqual(['表能', 'x表能', 'xx表能']);
});

test('a byte order mark says more than the map; UTF-8 that is named is still put right', async () => {
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(A)]);
  expect(brief(await readContent(marked, parseMap({ encoding: 'windows-1251' })))).toEqual(['a: Größe']);
  const mixed = Buffer.concat([iconv.encode('{"id":"c","title":"Käse"}\n', 'latin1'), Buffer.from(B)]);
  expect(brief(await readContent(mixed, parseMap({ encoding: 'UTF-8' })))).toEqual([
    'c: Käse [encoding]',
    'b: Lamp',
  ]);
});

test('a check shows that Cyrillic was taken for Windows-1252', async () => {
  const content = iconv.encode('{"id":"a","title":"Чайник"}\n{"id":"b","title":"Lamp"}', 'windows-1251');
  await withFile(content, async (file) => {
    const check = await checkCatalog(file, { now: NOW });
    expect(check.reasons.map(({ reason, count }) => [reason, count])).toEqual([['encoding', 1]]);
    expect(check.reasons[0]?.examples[0]).toContain('read as Windows-1252');
  });
});
