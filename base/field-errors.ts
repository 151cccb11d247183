import type { z } from 'zod';
import type { FieldError } from './errors.js';

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
