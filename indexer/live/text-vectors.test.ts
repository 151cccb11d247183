import { expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import { createHashEmbedder, vectorKey, type EmbeddingCache } from '../../engines/embedder/index.js';
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
  const { identity, dimensions } = hashes;
  const texts = new TextVectors({
    identity,
    dimensions,
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

test('what the cache holds waits for no model', async () => {
  const { identity, dimensions } = createHashEmbedder();
  const vector = new Float32Array(dimensions).fill(0.5);
  const asked: string[] = [];
  let fail = (_: Error) => {};
  const texts = new TextVectors({
    identity,
    dimensions,
    embedder: () => new Promise((_, reject) => (fail = reject)),
    cache: () => ({
      read: (keys) => keys.map((key) => (key === vectorKey(identity, 'known') ? vector : undefined)),
      write: (keys) => asked.push(...keys),
      close: () => undefined,
    }),
    log: silentLogger,
    onReady: () => undefined,
  });
  await texts.lookUp(['known', 'new']);
  expect(await texts.of(['known', 'new'], 0)).toEqual(new Map([['known', vector]]));
  fail(new Error('no model'));
  await texts.close();
  expect(asked).toEqual([]);
});
