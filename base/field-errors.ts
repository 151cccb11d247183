import type { z } from 'zod';
import { AisleError, type FieldError } from './errors.js';

/** What a schema has against an input, each mistake by its path below `path`; an unknown field by its own name. */
export function fieldErrors(issues: readonly z.core.$ZodIssue[], path = ''): FieldError[] {
  return issues.flatMap((issue) => {
    const at = [path, ...issue.path.map(String)].filter((part) => part !== '').join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path: at, message: issue.message }];
    return issue.keys.map((name) => ({
      path: at === '' ? name : `${at}.${name}`,
      message: 'expected no such field',
    }));
  });
}

/** That `what` (`the search request`) is not valid: a message that names every mistake with its path. */
export function invalid(
  what: string,
  errors: readonly FieldError[],
  code: 'bad_request' | 'bad_config' = 'bad_request',
): AisleError {
  const named = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new AisleError(code, `${what} is not valid: ${named.join('; ')}`, { errors });
}
