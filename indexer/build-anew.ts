import { isAisleError } from '../base/index.js';

/**
 * Whether a failed opening says that there is nothing to go on from. Everything else, a server that is slow or refuses
 * us, says nothing about what lies there: to build anew would take it away from those that it answers.
 */
export function isToBuildAnew(error: unknown): boolean {
  return isAisleError(error) && (error.code === 'corrupt' || error.code === 'not_found');
}
