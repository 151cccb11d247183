import { AisleError, type CallOptions } from '../../base/index.js';

/** Throws when the store is closed or the caller has stopped waiting. */
export function refuse(closed: boolean, options: CallOptions | undefined): void {
  if (closed) throw new AisleError('unavailable', 'the state store is closed');
  if (options?.signal?.aborted === true) {
    throw new AisleError('deadline_exceeded', 'the caller stopped waiting for the state store', {
      cause: options.signal.reason,
    });
  }
}
