import { expect, test } from '@jest/globals';
import { AisleError, silentLogger } from '../../base/index.js';
import { createHashEmbedder, EmbedderPool, type Embedder } from './index.js';

const A = createHashEmbedder(16).identity;
const B = createHashEmbedder(32).identity;

/** A pool over hash embedders that says what was opened and closed. */
function watched() {
  const said: string[] = [];
  const clock = { time: 0, now: () => clock.time };
  let fails: AisleError | undefined;
  const pool = new EmbedderPool(
    async (identity): Promise<Embedder> => {
      said.push(`open ${identity}`);
      if (fails !== undefined) throw fails;
      const embedder = createHashEmbedder(identity === A ? 16 : 32);
      return {
        ...embedder,
        close: async () => {
          said.push(`close ${identity}`);
          await embedder.close();
        },
      };
    },
    { clock, log: silentLogger },
  );
  return { pool, said, clock, fail: (error: AisleError | undefined) => void (fails = error) };
}

test('a model is opened when it is asked for, once for all its users, and closed by the last', async () => {
  const { pool, said } = watched();
  const [one, two] = [pool.use(A), pool.use(A)];
  expect(said).toEqual([]);
  const [first, second] = await Promise.all([one.embedder(), two.embedder()]);
  expect(first).toBe(second);
  await one.release();
  await one.release();
  expect(said).toEqual([`open ${A}`]);
  expect(() => one.embedder()).toThrow(expect.objectContaining({ code: 'unavailable' }));
  expect((await two.embedder()).identity).toBe(A);
  await two.release();
  expect(said).toEqual([`open ${A}`, `close ${A}`]);
  const again = pool.use(A);
  await again.embedder();
  await again.release();
  expect(said.slice(2)).toEqual([`open ${A}`, `close ${A}`]);
});

test('models stand side by side; one that nobody asked for is never opened', async () => {
  const { pool, said } = watched();
  const [one, two, idle] = [pool.use(A), pool.use(B), pool.use('idle')];
  expect([(await one.embedder()).identity, (await two.embedder()).identity]).toEqual([A, B]);
  await idle.release();
  await one.release();
  expect(said).toEqual([`open ${A}`, `open ${B}`, `close ${A}`]);
  expect(await (await two.embedder()).embedQuery('mug')).toHaveLength(32);
  await two.release();
});

test('one that is let go while it opens is closed when it is open', async () => {
  const { pool, said } = watched();
  const use = pool.use(A);
  const opening = use.embedder();
  await use.release();
  await opening;
  expect(said).toEqual([`open ${A}`, `close ${A}`]);
});

test('a model that is missing is an error for each that asks, tried again only after a while', async () => {
  const { pool, said, clock, fail } = watched();
  fail(new AisleError('unavailable', 'run `aisle model fetch`'));
  const use = pool.use(A);
  for (let n = 0; n < 3; n++) await expect(use.embedder()).rejects.toMatchObject({ code: 'unavailable' });
  expect(said).toEqual([`open ${A}`]);
  fail(undefined);
  clock.time = 5_000;
  expect((await use.embedder()).identity).toBe(A);
  expect(said).toEqual([`open ${A}`, `open ${A}`]);
  await use.release();
});

test('another model than the one that was asked for is refused', async () => {
  const pool = new EmbedderPool(async () => createHashEmbedder(16), {
    clock: { now: () => 0 },
    log: silentLogger,
  });
  await expect(pool.use(B).embedder()).rejects.toMatchObject({ code: 'internal' });
});
