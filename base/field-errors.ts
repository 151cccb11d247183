import type { z } from 'zod';
import { AisleError, type FieldError } from './errors.js';

/** What a schema has against an input, each mistake by its path below `path`; an unknown field by its own name. */
export function fieldErrors(issues: readonly z.core.$ZodIssue[], path = ''): FieldError[] {
  return issues.flatMap((issue) => {
    const at = [path, ...issue.path.map(String)].filter((part) => part !== '').join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path: at, message: expectation(issue) }];
    return issue.keys.map((name) => ({
      path: at === '' ? name : `${at}.${name}`,
      message: 'expected no such field',
    }));
  });
}

/** What was expected, in our words where the schema has none of its own. */
function expectation(issue: z.core.$ZodIssue): string {
  const { message } = issue;
  const [, own] = /^(?:Invalid input|Invalid option|Too big|Too small): (.*)$/s.exec(message) ?? [];
  if (own === undefined) return message;
  if (issue.code === 'invalid_value') {
    return `expected ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
  }
  if (issue.code === 'too_big' && isNumber(issue.origin)) {
    return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
  }
  if (issue.code === 'too_small' && isNumber(issue.origin)) {
    return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  }
  return own;
}

const isNumber = (origin: string): boolean => origin === 'number' || origin === 'int';

/** That `what` (`the search request`) is not valid: a message that names every mistake with its path. */
export function invalid(
  what: string,
  errors: readonly FieldError[],
  code: 'bad_request' | 'bad_config' = 'bad_request',
): AisleError {
  const named = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new AisleError(code, `${what} is not valid: ${named.join('; ')}`, { errors });
}
