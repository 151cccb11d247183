import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { AVAILABILITIES } from '../catalog/index.js';
import { parseDraft } from '../rankings/index.js';

const README = join(import.meta.dirname, '..', '..', 'README.md');

test('the ranking that README shows can be put, and names values that products can have', async () => {
  const blocks = [...(await readFile(README, 'utf8')).matchAll(/```json\n(.*?)```/gs)];
  const [shown = ''] = blocks.map(([, text]) => text ?? '').filter((text) => text.includes('"rules"'));
  const draft = await parseDraft(JSON.parse(shown));
  expect(draft.rules).toHaveLength(1);
  const named = [...shown.matchAll(/"availability": \["([^"]*)"\]/g)].map(([, value]) => value);
  expect(named.length).toBeGreaterThan(0);
  for (const value of named) expect(AVAILABILITIES).toContain(value);
});
