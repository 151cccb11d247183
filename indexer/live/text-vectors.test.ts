import { expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import { createHashEmbedder, type EmbeddingCache } from '../../engines/embedder/index.js';
import { TextVectors } from './text-vectors.js';

test('what came for a text that nobody wants any more is forgotten, the rest stays ready', async () => {
  const hashes = createHashEmbedder();
  let go = () => {};
  let came = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  const ready = new Promise<void>((resolve) => (came = resolve));
  const asked: string[] = [];
  const embedder = {
    ...hashes,
    embedPassages: async (texts: readonly string[]) => {
      asked.push(...texts);
      await gate;
      return hashes.embedPassages(texts);
    },
  };
  const cache: EmbeddingCache = {
    read: (keys) => keys.map(() => undefined),
    write: () => undefined,
    close: () => undefined,
  };
  const texts = new TextVectors({
    embedder: async () => embedder,
    cache: () => cache,
    log: silentLogger,
    onReady: () => came(),
  });
  expect((await texts.of(['stays', 'goes'], 0)).size).toBe(0);
  go();
  await ready;
  texts.keep(new Set(['stays']));
  expect((await texts.of(['stays'], 0)).size).toBe(1);
  expect(asked).toEqual(['stays', 'goes']);
  expect((await texts.of(['goes'], Infinity)).size).toBe(1);
  expect(asked).toEqual(['stays', 'goes', 'goes']);
  await texts.close();
});
