import { expect, test } from '@jest/globals';
import { AisleError } from '../../base/index.js';
import { createHashEmbedder, createQueryCache, type Embedder, type QueryVectorSource } from './index.js';

/** A cache over a real embedder whose runs begin at once and end when they are let. */
function watched({ bytes = 1_000_000, dimensions = 16 } = {}) {
  const hash = createHashEmbedder(dimensions);
  const runs: { text: string; cancelled: boolean; end: (error?: Error) => void }[] = [];
  const sources: QueryVectorSource[] = [];
  const held: Embedder = {
    ...hash,
    embedQuery: (text, options) =>
      new Promise((resolve, reject) => {
        const run = {
          text,
          cancelled: false,
          end: (error?: Error) => (error === undefined ? resolve(hash.embedQuery(text)) : reject(error)),
        };
        options?.signal?.addEventListener('abort', () => {
          run.cancelled = true;
          reject(new AisleError('deadline_exceeded', 'the embedding was cancelled'));
        });
        runs.push(run);
      }),
  };
  const cache = createQueryCache({ bytes, onQuery: (source) => void sources.push(source) });
  const embedder = cache(held);
  const ask = async (text: string) => {
    const asked = embedder.embedQuery(text);
    runs.at(-1)?.end();
    return asked;
  };
  return { cache, hash, held, embedder, runs, sources, ask };
}

test('a query is embedded once, and its vector is what the model gives', async () => {
  const { hash, ask, runs, sources } = watched();
  const first = await ask('blue tent');
  expect(first).toStrictEqual(await hash.embedQuery('blue tent'));
  // What a caller does with its array reaches nobody else.
  first.fill(0);
  expect(await ask('blue tent')).toStrictEqual(await hash.embedQuery('blue tent'));
  expect(await ask('red tent')).toStrictEqual(await hash.embedQuery('red tent'));
  expect(runs.map(({ text }) => text)).toEqual(['blue tent', 'red tent']);
  expect(sources).toEqual(['embedded', 'known', 'embedded']);
});

test('models share the room, never a vector', async () => {
  const { cache, ask } = watched({ dimensions: 16 });
  const other = cache(createHashEmbedder(32));
  expect(await ask('mug')).toHaveLength(16);
  expect(await other.embedQuery('mug')).toHaveLength(32);
  expect(await ask('mug')).toHaveLength(16);
});

test('equal queries that come together are one run', async () => {
  const { hash, embedder, runs, sources } = watched();
  const asked = ['mug', 'mug', 'mug'].map((text) => embedder.embedQuery(text));
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  const vectors = await Promise.all(asked);
  for (const vector of vectors) expect(vector).toStrictEqual(await hash.embedQuery('mug'));
  expect(new Set(vectors).size).toBe(3);
  expect(sources).toEqual(['embedded', 'joined', 'joined']);
});

test('a run that fails fails for all that wait, and is not kept', async () => {
  const { embedder, runs, ask } = watched();
  const asked = [embedder.embedQuery('mug'), embedder.embedQuery('mug')];
  runs[0]?.end(new AisleError('internal', 'the model failed'));
  for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'internal' });
  expect(await ask('mug')).toHaveLength(16);
  expect(runs).toHaveLength(2);
});

test('who gives up does not cancel the others; the last one cancels the run, which is not kept', async () => {
  const { embedder, runs, ask } = watched();
  const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
  const one = embedder.embedQuery('mug', { signal: first.signal });
  const two = embedder.embedQuery('mug', { signal: second.signal });
  first.abort();
  await expect(one).rejects.toMatchObject({ code: 'deadline_exceeded' });
  expect(runs[0]?.cancelled).toBe(false);
  runs[0]?.end();
  expect(await two).toHaveLength(16);
  // Over, it can be given up no more.
  second.abort();
  expect(await ask('mug')).toHaveLength(16);

  const alone = embedder.embedQuery('cup', { signal: third.signal });
  third.abort();
  // Who comes at that very moment does not get what was given up.
  const next = embedder.embedQuery('cup');
  await expect(alone).rejects.toMatchObject({ code: 'deadline_exceeded' });
  expect(runs.map(({ cancelled }) => cancelled)).toEqual([false, true, false]);
  runs[2]?.end();
  expect(await next).toHaveLength(16);
  await ask('cup');
  expect(runs).toHaveLength(3);
});

test('who gave up before is refused, whatever is known', async () => {
  const { embedder, ask, runs } = watched();
  await ask('mug');
  const signal = AbortSignal.abort();
  await expect(embedder.embedQuery('mug', { signal })).rejects.toMatchObject({ code: 'deadline_exceeded' });
  await expect(embedder.embedQuery('cup', { signal })).rejects.toMatchObject({ code: 'deadline_exceeded' });
  expect(runs).toHaveLength(1);
});

test('it keeps within its bytes: what was asked longest ago goes', async () => {
  // Room for two vectors of 64 numbers, not for three.
  const { ask, runs } = watched({ bytes: 1_500, dimensions: 64 });
  for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(text);
  expect(runs.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'b']);
});
