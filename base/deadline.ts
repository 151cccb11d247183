import { AisleError } from './errors.js';

/** What every external call takes: a signal that says when the caller stops waiting. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

const FAILED = new AisleError('deadline_exceeded', 'the call has failed');

/**
 * Settles with `work`, or rejects with `deadline_exceeded` after `ms` milliseconds, or when `parent` gives up.
 * The work is told through its signal; its late result is dropped. A work that fails is told too: parts of it may go on.
 */
export function withDeadline<T>(
  name: string,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  // Several of these are made for each search: one promise, and no event for a call that went well.
  return new Promise<T>((resolve, reject) => {
    const controller = new AbortController();
    const settle = () => {
      clearTimeout(timer);
      parent?.removeEventListener('abort', cancel);
    };
    const giveUp = (error: AisleError) => {
      settle();
      // With a reason of its own: the default one is an exception with a stack, made each time.
      controller.abort(error);
      reject(error);
    };
    const cancel = () => giveUp(new AisleError('deadline_exceeded', `${name} was cancelled`));
    const expire = () =>
      giveUp(new AisleError('deadline_exceeded', `${name} did not answer within ${ms} ms`));
    const failed: (error: unknown) => void = reject;
    const run = async () => {
      try {
        resolve(await work(controller.signal));
      } catch (error) {
        controller.abort(FAILED);
        failed(error);
      } finally {
        settle();
      }
    };
    const timer = setTimeout(expire, ms);
    if (parent?.aborted === true) return cancel();
    parent?.addEventListener('abort', cancel);
    void run();
  });
}
