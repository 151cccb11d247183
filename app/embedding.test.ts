import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createHashEmbedder, type Embedder } from '../engines/embedder/index.js';
import { servedModels } from './embedding.js';
import { loadConfig } from './load-config.js';

const metrics = { measure: (model: Embedder) => model, asked: () => undefined };

test.each([
  ['queries that wait for one run', 2 ** 25, ['mug', 'mug', 'mug']],
  ['queries whose vector is known', 2 ** 25, ['cup', 'cup', 'cup']],
  ['queries that were embedded together', 0, ['mug', 'tent', 'lamp']],
])('%s go on one a turn', async (_, queryMemory, texts) => {
  const config = loadConfig({ environment: {}, overrides: { 'embedder.queryMemory': queryMemory } });
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const hash = createHashEmbedder(8);
  // One message of the model's thread answers all.
  const model: Embedder = {
    ...hash,
    embedQuery: async (text) => {
      if (text !== 'cup') await gate;
      return hash.embedQuery(text);
    },
  };
  const embedder = servedModels(config, metrics)(model);
  await embedder.embedQuery('cup');
  await nextTurn();
  await nextTurn();
  let gone = 0;
  const all = texts.map((text) => embedder.embedQuery(text).then(() => gone++));
  letGo();
  const seen: number[] = [];
  for (let turn = 0; turn < 6; turn++) {
    await nextTurn();
    seen.push(gone);
  }
  await Promise.all(all);
  expect(seen.at(-1)).toBe(3);
  expect(seen.every((count, i) => count - (seen[i - 1] ?? 0) <= 1)).toBe(true);
});
