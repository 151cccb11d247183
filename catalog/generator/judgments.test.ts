import { beforeAll, describe, expect, test } from '@jest/globals';
import { generatedCatalogue } from '../../test/fixtures/generated-catalogue.js';

describe('judgments of a catalogue of 2,000 products', () => {
  const generated = generatedCatalogue();
  const { latentOf } = generated;
  let files: ReadonlyMap<string, string>;
  beforeAll(() => {
    ({ files } = generated);
  });

  test('agree with what the products are', () => {
    const lines = (files.get('judgments.tsv') ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(lines[0]).toEqual(['query', 'product_id', 'label']);
    const byQuery = new Map<string, string[][]>();
    for (const line of lines.slice(1)) {
      const [query = ''] = line;
      byQuery.set(query, [...(byQuery.get(query) ?? []), line]);
    }
    expect(byQuery.size).toBeGreaterThan(110);
    for (const judged of byQuery.values()) {
      const pairs = judged.map(([, id]) => id);
      expect(new Set(pairs).size).toBe(pairs.length);
      const leaves = (label: string) =>
        new Set(judged.flatMap(([, id, l]) => (l === label ? [latentOf(id ?? '').leaf] : [])));
      const exact = [...leaves('E')];
      expect(exact).toHaveLength(1);
      const [asked] = exact;
      for (const leaf of leaves('S')) expect(leaf).toBe(asked);
      for (const leaf of leaves('C')) expect(asked?.complements).toContain(leaf.key);
      for (const leaf of leaves('I')) {
        expect(leaf.department).not.toBe(asked?.department);
        expect(asked?.complements).not.toContain(leaf.key);
      }
    }
  });
});
