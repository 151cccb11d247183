import { describe, expect, test } from '@jest/globals';
import { chmod, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkCatalog, readCatalog } from '../../catalog/index.js';
import { brief, NOW, readAll, readContent, withFile } from './catalog-file.js';
import { A, B, withFolder } from './catalog-file.js';

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
