import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { FollowReport, FollowRequest } from '../../app/index.js';
import { AisleError, silentLogger } from '../../base/index.js';
import { followUntilStopped } from './follow.js';

const nothing = { full: false, read: 1, changed: 0, deleted: 0 };
const standing = (name: NonNullable<FollowReport['earlier']>['standing']): FollowReport => ({
  ...nothing,
  earlier: { generation: 'g7', standing: name, findings: name === 'live' ? [] : ['half is gone'] },
});

let said = '';
beforeEach(() => {
  said = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => (said += String(text)) !== '');
});
afterEach(() => void jest.restoreAllMocks());

/** Follows an index that answers so, look by look; answers what was asked and what was warned of. */
async function followed(options: object, ...looks: (FollowReport | AisleError)[]) {
  const stop = new AbortController();
  const asked: Pick<FollowRequest, 'full' | 'force'>[] = [];
  const warned: unknown[] = [];
  const aisle = {
    log: { ...silentLogger, warn: ({ err }: Record<string, unknown>) => void warned.push(err) },
    follow: async ({ full, force }: FollowRequest): Promise<FollowReport> => {
      asked.push({ full, force });
      const look = looks[asked.length - 1];
      if (asked.length === looks.length) stop.abort();
      if (look === undefined || look instanceof AisleError) throw look ?? new Error('one look too many');
      return look;
    },
  };
  await followUntilStopped(aisle, options, false, stop.signal);
  return { asked, warned };
}

describe('following', () => {
  test('asks for the whole index until a look at it succeeded', async () => {
    const away = new AisleError('unavailable', 'the server is away');
    const { asked, warned } = await followed(
      { every: 0, full: true, force: true },
      away,
      away,
      standing('live'),
      standing('live'),
    );
    expect(asked.map(({ full }) => full)).toEqual([true, true, true, false]);
    expect(asked.every(({ force }) => force)).toBe(true);
    expect(warned).toEqual([away, away]);
  });

  test('fails each time while what was built is not published', async () => {
    const failure = { code: 'unprocessable', message: expect.stringMatching(/^g7 is built.*half.*--force/) };
    await expect(followed({}, standing('unpublished'))).rejects.toMatchObject(failure);
    expect(said).not.toMatch(/live/);
    const { warned } = await followed(
      { every: 0 },
      standing('unpublished'),
      standing('unpublished'),
      standing('live'),
    );
    expect(warned).toEqual([expect.objectContaining(failure), expect.objectContaining(failure)]);
  });

  test.each([
    ['live', /the live generation holds it all/],
    ['published', /g7, built by an earlier look, holds it all and is live now/],
    ['replaced', /g7 holds it all, but is not live any more.*`aisle generations publish g7`/],
  ] as const)('tells of what an earlier look built and is %s', async (name, line) => {
    await followed({}, standing(name));
    expect(said).toMatch(line);
  });

  test('tells later of what it did alone', async () => {
    await followed({ every: 0 }, standing('live'), standing('live'), standing('published'));
    expect(said.match(/nothing to build/g)).toHaveLength(2);
  });
});
