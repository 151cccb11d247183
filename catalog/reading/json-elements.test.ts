import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeUtf8 } from '../cleaning/encoding.js';
import type { RawRow } from '../rows.js';
import { readJsonElements, type JsonLayout } from './json-elements.js';
import { readNdjson } from './ndjson.js';
import type { TextSource } from './text-source.js';

/** A text in pieces that end at these positions. */
function source(text: string, cuts: readonly number[]): TextSource {
  const bytes = Buffer.from(text);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  async function* chunks(): AsyncGenerator<Buffer> {
    let from = 0;
    for (const end of [...ends, bytes.length]) {
      if (end > from) yield bytes.subarray(from, end);
      from = end;
    }
  }
  return {
    path: 'text',
    encoding: 'utf-8',
    file: { size: bytes.length, compressed: false, position: () => 0, chunks },
    head: bytes,
    chunks,
    decode: decodeUtf8,
    close: async () => undefined,
  };
}

async function collect(rows: AsyncGenerator<RawRow[]>): Promise<unknown[]> {
  const values = [];
  for await (const batch of rows) values.push(...batch.map((row) => row.value ?? row.problem.reason));
  return values;
}

const ARRAY: JsonLayout = { kind: 'array', opensAt: 0, wrapped: false };
const cuts = fc.array(fc.nat(), { maxLength: 12 });
const tricky = fc.string({
  unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', 'ü', '日', 'a', '\n', '\u2028'),
});
const objects = fc.array(fc.dictionary(tricky, fc.oneof(tricky, fc.jsonValue())), { maxLength: 6 });
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('a JSON array gives its elements however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(objects, cuts, fc.constantFrom(undefined, 2), async (values, at, indent) => {
      const text = JSON.stringify(values, null, indent);
      expect(await collect(readJsonElements(source(text, at), ARRAY, 10_000))).toEqual(plain(values));
    }),
  );
});

test('NDJSON gives its rows however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(objects, cuts, fc.constantFrom('\n', '\r\n'), async (values, at, end) => {
      const text = values.map((value) => JSON.stringify(value)).join(end);
      expect(await collect(readNdjson(source(text, at), 10_000))).toEqual(plain(values));
    }),
  );
});

test('elements above the limit are passed over, the others are read, however the bytes are cut', async () => {
  const text = `[{"a":1},{"b":"${'x'.repeat(200)}\\""},{"c":2}]`;
  await fc.assert(
    fc.asyncProperty(cuts, async (at) => {
      expect(await collect(readJsonElements(source(text, at), ARRAY, 100))).toEqual([
        { a: 1 },
        'too_large',
        { c: 2 },
      ]);
      const lines = text.slice(1, -1).replaceAll('},{', '}\n{');
      expect(await collect(readNdjson(source(lines, at), 100))).toEqual([{ a: 1 }, 'too_large', { c: 2 }]);
    }),
  );
});

test('a text cut anywhere gives the whole elements before the cut and then fails', async () => {
  const values = [{ a: '{"' }, { b: [1, { c: '\\' }] }, { d: 'ü' }];
  const text = JSON.stringify(values);
  for (let length = 1; length < Buffer.byteLength(text); length++) {
    const rows: unknown[] = [];
    const read = async () => {
      const part = Buffer.from(text).subarray(0, length).toString('latin1');
      for await (const batch of readJsonElements(source(part, []), ARRAY, 1000))
        rows.push(...batch.map((row) => row.value ?? row.problem.reason));
    };
    await expect(read()).rejects.toMatchObject({ code: 'bad_file' });
    const whole = rows.filter((row) => row !== 'cut_row');
    expect(whole.length).toBeLessThanOrEqual(3);
    expect(whole.slice(0, 2)).toEqual(values.slice(0, Math.min(2, whole.length)));
  }
});
