import { describe, expect, test } from '@jest/globals';
import { standingOf } from './follow-standing.js';

const g1 = { id: 'g1', live: false, state: 'ready' } as const;
const live = { id: 'g2', live: true, state: 'live' } as const;
const built = { generation: 'g1', how: 'map', published: true };

describe('what an earlier look built', () => {
  test.each([
    ['was never built', undefined, [live], undefined],
    ['was built by another map or model', { ...built, how: 'other' }, [g1, live], undefined],
    ['is gone', built, [live], undefined],
    ['is live', { ...built, generation: 'g2' }, [g1, live], 'live'],
    ['is live by hand', { ...built, generation: 'g2', published: false }, [live], 'live'],
    [
      'was never published',
      { ...built, published: false },
      [{ ...g1, state: 'failed' }, live],
      'unpublished',
    ],
    ['was never published, as nothing was', { ...built, published: false }, [g1], 'unpublished'],
    [
      'is tried as a canary',
      { ...built, published: false },
      [{ ...g1, state: 'canary' }, live],
      'unpublished',
    ],
    ['was rolled back', built, [{ ...g1, state: 'previous' }, live], 'replaced'],
    ['was replaced twice', built, [g1, live], 'replaced'],
    [
      'was published and rolled back by hand',
      { ...built, published: false },
      [{ ...g1, state: 'previous' }, live],
      'replaced',
    ],
    ['is there, and nothing is live any more', built, [g1], undefined],
  ] as const)('%s', (_, earlier, generations, standing) => {
    expect(standingOf(earlier, 'map', generations)).toBe(standing);
  });
});
