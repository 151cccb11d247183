import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { parseMap } from '../../catalog/index.js';
import { brief, readContent } from './catalog-file.js';
import { A, B } from './catalog-file.js';

describe('encodings', () => {
  const TEXT = '{"id":"a","title":"Müller’s Café – 日本"}\n{"id":"b","title":"Zoë"}\n';
  const CSV = 'id;title\na;Müller’s Café – 日本\nb;Zoë\n';
  const EXPECTED = ['a: Müller’s Café – 日本', 'b: Zoë'];

  test.each([
    ['UTF-8 with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(TEXT)])],
    ['CSV with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(CSV)])],
    ['UTF-16 LE with a mark', iconv.encode(TEXT, 'utf-16le', { addBOM: true })],
    ['UTF-16 BE with a mark', iconv.encode(TEXT, 'utf-16be', { addBOM: true })],
    ['UTF-16 LE', iconv.encode(TEXT, 'utf-16le')],
    ['UTF-16 BE', iconv.encode(TEXT, 'utf-16be')],
    ['CSV in UTF-16 LE, packed', gzipSync(iconv.encode(CSV, 'utf-16le', { addBOM: true }))],
    [
      'a JSON array in UTF-16 BE',
      iconv.encode(`[${TEXT.trim().replace('\n', ',')}]`, 'utf-16be', { addBOM: true }),
    ],
  ])('%s', async (_, content) => {
    expect(brief(await readContent(content))).toEqual(EXPECTED);
  });

  test('UTF-16 that is larger than what was looked at, with an odd byte at its end', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `{"id":"${i}","title":"Zoë"}`).join('\n');
    const outcome = await readContent(
      Buffer.concat([iconv.encode(many, 'utf-16le', { addBOM: true }), Buffer.from([0x20])]),
    );
    const titles = new Set(
      outcome.rows.slice(0, -1).map((row) => row.kind === 'product' && row.product.title),
    );
    expect(outcome.rows).toHaveLength(20_000);
    expect([...titles]).toEqual(['Zoë']);
  });

  test('Latin-1 and Windows-1252 throughout', async () => {
    const text = '{"id":"a","title":"Müller’s Café – €"}\n{"id":"b","title":"Zoë"}\n';
    expect(brief(await readContent(iconv.encode(text, 'windows-1252')))).toEqual([
      'a: Müller’s Café – € [encoding]',
      'b: Zoë [encoding]',
    ]);
    const map = parseMap({ encoding: 'windows-1252' });
    expect(brief(await readContent(iconv.encode(text, 'windows-1252'), map))).toEqual([
      'a: Müller’s Café – €',
      'b: Zoë',
    ]);
  });

  test('one row of Latin-1 in a file of UTF-8 is read and reported, its neighbours stay as they are', async () => {
    const content = Buffer.concat([
      Buffer.from(TEXT),
      iconv.encode('{"id":"c","title":"Käse"}\n', 'latin1'),
      Buffer.from(A),
    ]);
    expect(brief(await readContent(content))).toEqual([...EXPECTED, 'c: Käse [encoding]', 'a: Lamp']);
  });

  test('mojibake', async () => {
    expect(brief(await readContent('{"id":"a","title":"CafÃ©"}'))).toEqual(['a: Café [mojibake]']);
  });
});

describe('characters', () => {
  test('lone surrogates, escaped or not, leave no broken text', async () => {
    const outcome = await readContent(
      '{"id":"a","title":"Lamp \\ud83d tall"}\n{"id":"b\\udc00","title":"Table"}\n',
    );
    expect(brief(outcome)).toEqual(['a: Lamp tall [encoding]', 'b: Table [encoding]']);
  });

  test('NUL, escaped or raw', async () => {
    const filler = Array.from({ length: 20 }, (_, i) => `{"id":"${i}","title":"Lamp"}\n`).join('');
    const outcome = await readContent(
      `{"id":"a","title":"La\\u0000mp"}\n{"id":"b","title":"Ta\u0000ble"}\n${filler}`,
    );
    expect(brief(outcome).slice(0, 2)).toEqual([
      'a: La mp [control_characters]',
      'b: Ta ble [control_characters]',
    ]);
    expect(outcome.rows).toHaveLength(22);
  });

  test('raw line feeds and tabs within strings of a JSON array', async () => {
    expect(brief(await readContent('[{"id":"a","title":"Lamp\n\ttall"}]'))).toEqual([
      'a: Lamp tall [control_characters]',
    ]);
  });

  test('__proto__ keys change nothing, in JSON and in CSV', async () => {
    const json =
      '{"id":"a","title":"Lamp","__proto__":{"price":1,"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const { rows } = await readContent(json);
    expect(rows).toEqual([{ kind: 'product', line: 1, product: { id: 'a', title: 'Lamp' }, repairs: [] }]);
    const csv = await readContent('id,title,__proto__,constructor\na,Lamp,x,y\n');
    expect(csv.rows).toEqual([
      { kind: 'product', line: 2, product: { id: 'a', title: 'Lamp' }, repairs: [] },
    ]);
    const attributes = await readContent('{"id":"a","title":"Lamp","attributes":{"__proto__":"x","ok":1}}');
    expect(attributes.rows).toMatchObject([
      { product: { attributes: { ok: 1 } }, repairs: [{ reason: 'bad_attribute' }] },
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('JSON nested as deep as a row allows', async () => {
    const deep = `{"id":"a","title":"Lamp","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const outcome = await readContent(`${deep}\n${B}`);
    expect(outcome.code).toBeUndefined();
    expect(outcome.rows).toHaveLength(2);
    expect(brief(outcome)[1]).toBe('b: Table');
  });
});
