import { describe, expect, test } from '@jest/globals';
import {
  emptyInstallation,
  expectHeld,
  installationSchema,
  isSilent,
  manifestOf,
  withCanaryOf,
  withGeneration,
  withoutGeneration,
  withoutLock,
  withSwitch,
  type Holder,
} from './installation.js';

const holder: Holder = {
  owner: 'o',
  host: 'shop-1',
  pid: 4711,
  since: '2026-11-26T07:00:00.000Z',
  renewals: 3,
};
const state = ['1', '3', '2'].reduce(withGeneration, emptyInstallation('i'));
const code = (expected: string) => expect.objectContaining({ code: expected });

test('an empty one has no manifest, and is one that can be read back', () => {
  expect(manifestOf(emptyInstallation('i'))).toBeUndefined();
  const full = { ...withSwitch(state, '2'), lock: holder, changes: ['c'] };
  expect(installationSchema.parse(JSON.parse(JSON.stringify(full)))).toEqual(full);
});

test('generations stand newest first, each once', () => {
  expect(withGeneration(state, '2').generations).toEqual(['3', '2', '1']);
  expect(withoutGeneration(state, '3').generations).toEqual(['2', '1']);
});

test('a switch counts, keeps the way back, and needs its generation', () => {
  const second = withSwitch(withSwitch(state, '1'), '2');
  expect(second.switches).toBe(2);
  expect(manifestOf(second)).toEqual({ generation: '2', previous: '1', appliedSeq: 0 });
  expect(() => withSwitch(state, '4')).toThrow(code('not_found'));
  expect(() => withoutGeneration(second, '2')).toThrow(code('conflict'));
});

test('a canary counts as a change, stands beside the live one, and protects its generation', () => {
  const canary = { generation: '3', share: 0.1 };
  expect(withCanaryOf(state, undefined)).toBeUndefined();
  expect(() => withCanaryOf(state, canary)).toThrow(code('conflict'));
  const live = withSwitch(state, '1');
  const tried = withCanaryOf(live, canary);
  if (tried === undefined) throw new Error('nothing was changed');
  expect(tried.switches).toBe(2);
  expect(manifestOf(tried)).toEqual({ generation: '1', appliedSeq: 0, canary });
  expect(() => withoutGeneration(tried, '3')).toThrow(code('conflict'));
  expect(() => withCanaryOf(live, { generation: '1', share: 0.1 })).toThrow(code('conflict'));
  expect(() => withCanaryOf(live, { generation: '4', share: 0.1 })).toThrow(code('not_found'));
  expect(manifestOf(withCanaryOf(tried, undefined) ?? live)).toEqual(manifestOf(live));
  expect(manifestOf(withSwitch(tried, '2'))).toEqual({ generation: '2', previous: '1', appliedSeq: 0 });
});

describe('a lock', () => {
  test('holds for its owner alone; a call without one does not ask', () => {
    const locked = { ...state, lock: holder };
    expectHeld(locked, 'o');
    expectHeld(locked, undefined);
    expect(() => expectHeld(locked, 'p')).toThrow(code('conflict'));
    expect(() => expectHeld(locked, 'p')).toThrow(/shop-1, process 4711, since 2026-11-26T07:00/);
    expect(() => expectHeld(withoutLock(locked), 'o')).toThrow(code('conflict'));
  });

  test('is silent while neither its holder nor the count of its renewals changes', () => {
    expect(isSilent(holder, { ...holder })).toBe(true);
    expect(isSilent(holder, { ...holder, renewals: 4 })).toBe(false);
    expect(isSilent(holder, { ...holder, owner: 'p' })).toBe(false);
  });
});
