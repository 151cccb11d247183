import { z } from 'zod';
import { AisleError, fieldErrors, isAisleError, type FieldError } from '../base/index.js';
import type { Input } from './endpoint.js';

/** An input that its schema alone checks. */
export function checked<S extends z.ZodType>(schema: S): Input<z.output<S>> {
  return {
    schema,
    read: (value) => {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      throw badRequest(fieldErrors(parsed.error.issues));
    },
  };
}

/** The path parameter `:id`, decoded. */
export const idParameter = checked(z.strictObject({ id: z.string().min(1).max(256) }));

/** A parameter that is a whole number: `?size=10`. */
export function integerParameter(least: number, most: number) {
  const message = `expected a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^-?\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
    .meta({ override: { type: 'integer', minimum: least, maximum: most, pattern: undefined } });
}

/** A parameter that is `true` or `false`. */
export const flagParameter = () =>
  z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .meta({ override: { type: 'boolean', enum: undefined } });

/** A parameter that is a list with commas: `?items=a,b`. */
export const listParameter = (most: number) =>
  z
    .string()
    .transform((text) => text.split(',').filter((item) => item !== ''))
    .refine((items) => items.length <= most, `expected at most ${most}`)
    .meta({
      override: { type: 'array', items: { type: 'string' }, maxItems: most },
      param: { style: 'form', explode: false },
    });

function badRequest(errors: readonly FieldError[], cause?: unknown): AisleError {
  const named = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new AisleError('bad_request', `the request is not valid: ${named.join('; ')}`, { errors, cause });
}

/** Reads several inputs; throws one error with the mistakes of all. */
export function readAll(parts: readonly (() => unknown)[]): unknown[] {
  const wrong: AisleError[] = [];
  const read = parts.map((part) => {
    try {
      return part();
    } catch (error) {
      if (!isAisleError(error)) throw error;
      wrong.push(error);
      return undefined;
    }
  });
  const [first, ...more] = wrong;
  if (first === undefined) return read;
  if (more.length === 0) throw first;
  throw badRequest(
    wrong.flatMap(({ errors, message }) => (errors.length > 0 ? errors : [{ path: '', message }])),
    first,
  );
}

/** Parameters by name. Throws `bad_request` for one that is given twice. */
export function once(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const twice = Object.keys(parameters).filter((name) => Array.isArray(parameters[name]));
  if (twice.length > 0) throw badRequest(twice.map((path) => ({ path, message: 'expected once' })));
  return { ...parameters };
}
