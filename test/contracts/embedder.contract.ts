import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Embedder } from '../../engines/embedder/index.js';

export const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** What every embedder keeps; run over each implementation. */
export function embedderContract(name: string, open: () => Promise<Embedder>): void {
  describe(`embedder: ${name}`, () => {
    let embedder: Embedder;
    beforeAll(async () => {
      embedder = await open();
    });
    afterAll(() => embedder.close());

    const odd = [
      ['the empty text', ''],
      ['a text of 100,000 characters', 'running shoes '.repeat(7_143)],
      ['a word of 100,000 characters', 'x'.repeat(100_000)],
      ['punctuation', '!!! ... ???'],
      ['emoji', '😀👟🔥'],
      ['Chinese', '红色运动鞋'],
      ['half a pair', 'shoe \ud83d'],
    ] as const;
    test.each(odd)('%s has a unit vector', async (_, text) => {
      const vector = await embedder.embedQuery(text);
      expect(vector).toHaveLength(embedder.dimensions);
      expect(cosine(vector, vector)).toBeCloseTo(1, 4);
    });

    test('rows come in the order given, whatever the lengths', async () => {
      const texts = ['red cotton shirt '.repeat(12), 'toaster', 'garden hose '.repeat(5), 'lamp'];
      const rows = await embedder.embedPassages(texts);
      expect(rows).toHaveLength(texts.length * embedder.dimensions);
      const row = (i: number) => rows.subarray(i * embedder.dimensions, (i + 1) * embedder.dimensions);
      for (const [i, text] of texts.entries()) {
        expect(cosine(row(i), row(i))).toBeCloseTo(1, 4);
        const alone = await embedder.embedPassages([text]);
        const all = texts.map((_, other) => cosine(row(other), alone));
        expect(all.indexOf(Math.max(...all))).toBe(i);
      }
    });

    test('no texts, no rows', async () => {
      expect(await embedder.embedPassages([])).toHaveLength(0);
    });

    test('concurrent queries equal single ones, bit for bit', async () => {
      const texts = Array.from({ length: 20 }, (_, i) => 'blue shoe '.repeat(1 + (i % 7)) + String(i));
      const together = await Promise.all(texts.map((text) => embedder.embedQuery(text)));
      for (const [i, text] of texts.entries()) {
        expect(together[i]).toStrictEqual(await embedder.embedQuery(text));
      }
    });

    test('a shared word is nearer than none', async () => {
      const [a, b, c] = await Promise.all(
        ['running shoes', 'shoes', 'toaster'].map((text) => embedder.embedQuery(text)),
      );
      expect(cosine(a!, b!)).toBeGreaterThan(cosine(a!, c!) + 0.1);
    });

    test('a call whose signal is aborted is refused', async () => {
      const signal = AbortSignal.abort();
      await expect(embedder.embedQuery('shoe', { signal })).rejects.toMatchObject({
        code: 'deadline_exceeded',
      });
    });

    test('a closed embedder finishes what it accepted and refuses more', async () => {
      const other = await open();
      const accepted = other.embedPassages(['a', 'b', 'c']);
      await other.close();
      expect(await accepted).toHaveLength(3 * other.dimensions);
      await expect(other.embedQuery('shoe')).rejects.toMatchObject({ code: 'unavailable' });
    });
  });
}
