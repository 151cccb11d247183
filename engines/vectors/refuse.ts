import { AisleError, type CallOptions } from '../../base/index.js';

/** Throws when the index is closed or the caller has stopped waiting. */
export function refuse(closed: boolean, options: CallOptions | undefined): void {
  if (closed) throw new AisleError('unavailable', 'the vector index is closed');
  if (options?.signal?.aborted === true) {
    throw new AisleError('deadline_exceeded', 'the caller stopped waiting for the vector index', {
      cause: options.signal.reason,
    });
  }
}
