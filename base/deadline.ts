import { AisleError } from './errors.js';

/** What every external call takes: a signal that says when the caller stops waiting. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

const SETTLED = new AisleError('deadline_exceeded', 'the call has ended');

/**
 * Settles with `work`, or rejects with `deadline_exceeded` after `ms` milliseconds.
 * The work is told through its signal; its late result is dropped.
 */
export async function withDeadline<T>(
  name: string,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    const fail = (error: AisleError) => {
      controller.abort(error);
      reject(error);
    };
    timer = setTimeout(
      () => fail(new AisleError('deadline_exceeded', `${name} did not answer within ${ms} ms`)),
      ms,
    );
    if (parent?.aborted) fail(new AisleError('deadline_exceeded', `${name} was cancelled`));
    parent?.addEventListener(
      'abort',
      () => fail(new AisleError('deadline_exceeded', `${name} was cancelled`)),
      {
        signal: controller.signal,
      },
    );
  });
  try {
    return await Promise.race([work(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
    // Frees what listens to it. With a reason of its own: the default one is an exception with a stack, made each time.
    controller.abort(SETTLED);
  }
}
