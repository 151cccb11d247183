import { expect, test } from '@jest/globals';
import { JoinedAppends } from './joined-appends.js';

/** Writes that end when the test says so, and what each of them held. */
function held() {
  const writes: { readonly texts: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  let last = 0;
  const appends = new JoinedAppends(
    (texts) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => {
          if (error !== undefined) {
            reject(error);
            return;
          }
          resolve(last + 1);
          last += texts.length;
        };
        writes.push({ texts, end });
      }),
  );
  const begun = async (count: number) => {
    while (writes.length < count) await new Promise(setImmediate);
    return writes[count - 1] ?? { texts: [], end: () => undefined };
  };
  return { appends, begun };
}

test('what comes while one is written goes together into the next, in order, each with its own numbers', async () => {
  const { appends, begun } = held();
  const first = appends.add(['a']);
  const one = await begun(1);
  const others = [['b', 'c'], ['d'], ['e', 'f']].map((texts) => appends.add(texts));
  one.end();
  const two = await begun(2);
  expect(two.texts).toEqual(['b', 'c', 'd', 'e', 'f']);
  two.end();
  expect(await Promise.all([first, ...others])).toEqual([1, 2, 4, 5]);
});

test('who is joined fails together, and the next goes on', async () => {
  const { appends, begun } = held();
  const first = appends.add(['a']);
  const failed = [appends.add(['b']), appends.add(['c'])];
  const later = Promise.allSettled([first, ...failed]);
  (await begun(1)).end(new Error('away'));
  expect((await later).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  const next = appends.add(['d']);
  (await begun(2)).end();
  expect(await next).toBe(1);
  await appends.settle();
});

test('a batch is bounded, and an append is never divided', async () => {
  const { appends, begun } = held();
  const large = 'x'.repeat(700_000);
  const all = [['a'], [large], [large, large], ['b'], Array.from({ length: 4_999 }, () => 'c'), ['d']];
  const done = all.map((texts) => appends.add(texts));
  const counts: number[] = [];
  for (let i = 1; i <= 4; i += 1) {
    const write = await begun(i);
    counts.push(write.texts.length);
    write.end();
  }
  expect(counts).toEqual([2, 2, 5_000, 1]);
  expect(await Promise.all(done)).toEqual([1, 2, 3, 5, 6, 5_005]);
});
