import { describe, expect, test } from '@jest/globals';
import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { checkCatalog, parseMap, readCatalog } from '../../catalog/index.js';
import { brief, NOW, readAll, readContent, withFile } from './catalog-file.js';

const A = '{"id":"a","title":"Lamp"}';
const B = '{"id":"b","title":"Table"}';
const MB = 1_048_576;

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-catalog-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bytes that look random and are the same each time (xorshift). */
function junk(length: number): Buffer {
  let state = 0x9e3779b9;
  return Buffer.from(
    Array.from({ length }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state & 0xff;
    }),
  );
}

describe('files that are no catalogue', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /is empty/],
    ['packed nothing', gzipSync(''), /empty|white space/],
    ['white space', ' \n\t\n', /white space/],
    ['binary junk', junk(10_000), /no text|no column/],
    ['a little binary junk', junk(40), /no text|no column/],
    ['zeros', new Uint8Array(10_000), /no text/],
    ['packed junk', gzipSync(junk(100_000)), /no text|no column/],
    ['a picture', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), junk(1000)]), /PNG/],
    ['an Excel workbook', Buffer.concat([Buffer.from('504b0304', 'hex'), junk(1000)]), /Excel/],
    ['gzip within gzip', gzipSync(gzipSync(A)), /gzip within gzip/],
    ['XML', '<?xml version="1.0"?>\n<products/>', /XML/],
    ['prose', 'It was a dark and stormy night;\nthe rain fell in torrents.\n', /no column for id and title/],
    ['a gzip header alone', Buffer.from('1f8b0800', 'hex'), /gzip data end too early/],
    [
      'a gzip header and junk',
      Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), junk(500)]),
      /gzip data are damaged/,
    ],
  ])('%s', async (_, content, message) => {
    const outcome = await readContent(content);
    expect(outcome).toMatchObject({ rows: [], code: 'bad_file' });
    expect(outcome.message).toMatch(message);
  });

  test('a folder, a missing file, a path through a file', async () => {
    await withFolder(async (folder) => {
      expect(await readAll(folder)).toMatchObject({
        code: 'bad_file',
        message: `${folder} is a folder; expected a file`,
      });
      expect((await readAll(join(folder, 'none'))).message).toContain('no such file');
      await withFile(A, async (file) => {
        expect((await readAll(join(file, 'x'))).message).toContain('no such file');
      });
      expect((await readAll(join(folder, 'a\u0000b'))).code).toBe('bad_file');
    });
  });

  test('a file that this user may not read', async () => {
    await withFile(A, async (file) => {
      await chmod(file, 0);
      // The superuser may read everything: here it is nobody for a moment.
      const superuser = process.geteuid?.() === 0;
      if (superuser) process.seteuid?.(65_534);
      const outcome = await readAll(file).finally(() => superuser && process.seteuid?.(0));
      expect(outcome).toMatchObject({ code: 'bad_file', message: expect.stringContaining('may not read') });
    });
  });

  test('a wrong header says which columns there are and which are missing', async () => {
    const outcome = await readContent('artikel,bezeichnung\n1,Lampe\n');
    expect(outcome).toMatchObject({ rows: [], code: 'bad_file' });
    expect(outcome.message).toMatch(/no column for id and title.*artikel, bezeichnung.*sku.*map/);
    expect((await readContent('id,description\n1,x\n')).message).toMatch(/no column for title;/);
  });
});

describe('files that break off', () => {
  const rows = Array.from({ length: 2000 }, (_, i) => `{"id":"${i}","title":"Lamp ${(i * 7919) % 1000}"}`);

  test('JSON cut in the middle: the rows before, the cut one reported, then the error', async () => {
    const outcome = await readContent(
      '[{"id":"a","title":"Lamp"},\n{"id":"b","title":"Table"},\n{"id":"c","ti',
    );
    expect(brief(outcome)).toEqual(['a: Lamp', 'b: Table', 'line 3: cut_row']);
    expect(outcome.code).toBe('bad_file');
    expect(outcome.message).toContain('element 3 is not closed');
  });

  test('JSON cut between two elements', async () => {
    const outcome = await readContent(`[${A},${B},`);
    expect(brief(outcome)).toEqual(['a: Lamp', 'b: Table']);
    expect(outcome.message).toContain('not closed after element 2');
  });

  test('JSON with something after its end', async () => {
    const outcome = await readContent(`[${A}] ${B}`);
    expect(brief(outcome)).toEqual(['a: Lamp']);
    expect(outcome.message).toContain('something follows');
  });

  test('an NDJSON file cut in its last row', async () => {
    expect(brief(await readContent(`${A}\n${B}\n{"id":"c","ti`))).toEqual([
      'a: Lamp',
      'b: Table',
      'line 3: malformed_json',
    ]);
  });

  test.each([
    ['NDJSON', rows.join('\n')],
    ['a JSON array', `[${rows.join(',\n')}]`],
    ['CSV', ['id,title', ...rows.map((_, i) => `${i},"Lamp ${(i * 7919) % 1000}"`)].join('\n')],
  ])('gzip cut in the middle of %s: everything before the cut, then the error', async (_, content) => {
    const packed = gzipSync(content);
    const outcome = await readContent(packed.subarray(0, Math.floor(packed.length * 0.7)));
    expect(outcome.code).toBe('bad_file');
    expect(outcome.message).toContain('gzip data end too early');
    const products = outcome.rows.filter((row) => row.kind === 'product');
    expect(products.length).toBeGreaterThan(500);
    expect(products.map((row) => row.product.id)).toEqual(products.map((_row, i) => String(i)));
    expect(outcome.rows.length - products.length).toBeLessThanOrEqual(1);
  });

  test('gzip damaged in the middle', async () => {
    const packed = Buffer.from(gzipSync(rows.join('\n')));
    packed.fill(0xff, Math.floor(packed.length / 2), Math.floor(packed.length / 2) + 20);
    const outcome = await readContent(packed);
    expect(outcome.code).toBe('bad_file');
    expect(outcome.message).toContain('gzip data are damaged');
  });

  test('gzip cut at every byte ends with bad_file and loses no order', async () => {
    const packed = gzipSync(rows.slice(0, 20).join('\n'));
    for (let length = 2; length < packed.length; length++) {
      const outcome = await readContent(packed.subarray(0, length));
      expect([length, outcome.code]).toEqual([length, 'bad_file']);
    }
  });

  const linux = process.platform === 'linux';
  const closed = 'the file is closed after a whole reading, a loop left early and an error';
  (linux ? test : test.skip)(linux ? closed : `${closed} [no /proc to count open files in]`, async () => {
    const open = async (file: string) => {
      const entries = await readdir('/proc/self/fd');
      const targets = await Promise.all(entries.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
      return targets.filter((target) => target === file).length;
    };
    const contents = [
      rows.join('\n'),
      gzipSync(rows.join('\n')),
      gzipSync(rows.join('\n')).subarray(0, 5000),
      '[{',
      'x,y\n1,2\n',
      '<?xml ?>',
      new Uint8Array(100),
    ];
    for (const content of contents) {
      await withFile(content, async (file) => {
        await readAll(file);
        expect(await open(file)).toBe(0);
        try {
          for await (const batch of readCatalog(file, { now: NOW })) {
            if (batch.length > 0) break;
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad_file' });
        }
        expect(await open(file)).toBe(0);
      });
    }
  });
});

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

describe('a row of 300 MB', () => {
  const layouts: [string, string, string, string[]][] = [
    [
      'an NDJSON line',
      `${A}\n{"id":"x","title":"`,
      `"}\n${B}\n`,
      ['a: Lamp', 'line 2: too_large', 'b: Table'],
    ],
    [
      'an element of an array',
      `[${A},{"id":"x","title":"`,
      `"},${B}]`,
      ['a: Lamp', 'line 2: too_large', 'b: Table'],
    ],
    ['a CSV line', 'id,title\na,Lamp\nx,"', '"\nb,Table\n', ['a: Lamp', 'line 3: too_large', 'b: Table']],
    ['a first line', '', `\n${B}\n`, []],
  ];

  test.each(layouts)('%s is passed over in flat memory', async (_, head, tail, expected) => {
    await withFolder(async (folder) => {
      const file = join(folder, 'huge.gz');
      const piece = Buffer.alloc(MB, 'a');
      async function* content() {
        if (head !== '') yield Buffer.from(head);
        for (let i = 0; i < 300; i++) yield piece;
        yield Buffer.from(tail);
      }
      await pipeline(Readable.from(content()), createGzip({ level: 1 }), createWriteStream(file));
      const before = process.memoryUsage.rss();
      let peak = before;
      const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
      const outcome = await readAll(file).finally(() => clearInterval(sampler));
      expect(brief(outcome)).toEqual(expected);
      expect(outcome.code).toBe(expected.length === 0 ? 'bad_file' : undefined);
      expect(peak - before).toBeLessThan(150 * MB);
      const rejected = outcome.rows.find((row) => row.kind === 'rejected');
      if (expected.length > 0)
        expect(rejected?.kind === 'rejected' && rejected.message).toMatch(/the row has 3145728\d\d? bytes/);
    });
  });
});

test('the count of a file is that of its reading, however its ids lie', async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => `{"id":"${(i * 7919) % 2000}","title":"Lamp"}`);
  await withFile(rows.join('\n'), async (file) => {
    expect(await checkCatalog(file, { now: NOW })).toMatchObject({
      rows: 3000,
      products: 2000,
      rejected: 1000,
    });
  });
});
