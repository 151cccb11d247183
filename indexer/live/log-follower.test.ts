import { expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import { createMemoryState, type LoggedOp } from '../../engines/state/index.js';
import { LogFollower } from './log-follower.js';

const gone = (id: string) => ({ time: 0, change: { kind: 'delete', id } }) as const;

test('one look takes all that there is, however far behind it is', async () => {
  const { ops } = createMemoryState();
  await ops.append(['a', 'b', 'c', 'd', 'e'].map(gone));
  const taken: LoggedOp[] = [];
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const follows = {
    id: 'g',
    seq: () => taken.at(-1)?.seq ?? 0,
    take: async (some: readonly LoggedOp[]) => {
      taken.push(...some);
      if (taken.length === 5) end();
    },
    idle: async () => undefined,
  };
  const follower = new LogFollower({ ops, log: silentLogger }, follows, 2);
  await follower.reach(0);
  await ended;
  await follower.close();
  expect(taken.map(({ change }) => change.id)).toEqual(['a', 'b', 'c', 'd', 'e']);
});
