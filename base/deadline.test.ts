import { describe, expect, test } from '@jest/globals';
import { withDeadline } from './deadline.js';

const never = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('withDeadline', () => {
  test('gives what the work gives, and what it throws', async () => {
    expect(await withDeadline('work', 10_000, async () => 7)).toBe(7);
    await expect(withDeadline('work', 10_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('ends the wait and tells the work', async () => {
    let told: AbortSignal | undefined;
    const waiting = withDeadline('the index', 1, (signal) => {
      told = signal;
      return never(signal);
    });
    await expect(waiting).rejects.toMatchObject({
      code: 'deadline_exceeded',
      message: 'the index did not answer within 1 ms',
    });
    expect(told?.aborted).toBe(true);
  });

  test('a parent that gives up ends it, also one that gave up before', async () => {
    const parent = new AbortController();
    const waiting = withDeadline('work', 10_000, never, parent.signal);
    parent.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'deadline_exceeded', message: 'work was cancelled' });
    await expect(withDeadline('work', 10_000, never, parent.signal)).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
  });
});
