import { describe, expect, test } from '@jest/globals';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { brief, readAll } from './catalog-file.js';
import { A, B, withFolder } from './catalog-file.js';

const MB = 1_048_576;

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
