import { AisleError, isRecord, type FieldError } from '../base/index.js';
import { parseDate } from './dates.js';
import { KEYWORD_FIELDS, NUMERIC_FIELDS } from './fields.js';
import type { Filter, NamedFilter } from './filter.js';

/** Trees within trees (`not`, `any`). */
const MAX_DEPTH = 8;
/** Conditions on fields in the whole tree. */
const MAX_CONDITIONS = 100;
/** Values in the whole tree. */
const MAX_VALUES = 1_000;
/** Of one field name or value, UTF-16 code units. */
const MAX_LENGTH = 1_000;
/** Mistakes reported at once. */
const MAX_ERRORS = 20;

const BOUNDS = ['gte', 'gt', 'lte', 'lt'] as const;
type Bound = (typeof BOUNDS)[number];

const keywords: ReadonlySet<string> = new Set(KEYWORD_FIELDS);
const numbers: ReadonlySet<string> = new Set(NUMERIC_FIELDS);

interface Reading {
  readonly errors: FieldError[];
  conditions: number;
  values: number;
}

/**
 * Reads a filter tree: `{brand: ["A", "B"], price: {gte: 10, lt: 50}, not: {…}, any: [{…}, {…}]}`. A field takes
 * a list of texts, one text, true or false (boolean attributes), a number, or an interval of `gte`, `gt`, `lte`,
 * `lt` (createdAt: also ISO dates). Whether a catalogue has a field is not known here: unknown names pass.
 * Throws `bad_request` whose `errors` name every mistake with its path, `path` being the tree's own.
 */
export function parseFilters(tree: object, path: string): readonly NamedFilter[] {
  const reading: Reading = { errors: [], conditions: 0, values: 0 };
  const filters = readTree(tree, path, 1, reading);
  const { errors } = reading;
  if (errors.length > 0) {
    const named = errors.map((error) => `${error.path}: ${error.message}`).join('; ');
    throw new AisleError('bad_request', `the filters are not valid: ${named}`, { errors });
  }
  return filters;
}

function fail(reading: Reading, path: string, message: string): Filter | undefined {
  if (reading.errors.length < MAX_ERRORS) reading.errors.push({ path, message });
  return undefined;
}

function readTree(tree: object, path: string, depth: number, reading: Reading): NamedFilter[] {
  if (depth > MAX_DEPTH) {
    fail(reading, path, `expected at most ${MAX_DEPTH} levels of trees`);
    return [];
  }
  const filters: NamedFilter[] = [];
  for (const [name, value] of Object.entries(tree) as [string, unknown][]) {
    if (value === undefined) continue;
    if (reading.errors.length >= MAX_ERRORS) break;
    const at = `${path}.${name.slice(0, MAX_LENGTH)}`;
    if (name === 'not' || name === 'any') {
      const filter = name === 'not' ? readNot(value, at, depth, reading) : readAny(value, at, depth, reading);
      if (filter !== undefined) filters.push({ field: undefined, filter });
      continue;
    }
    if (++reading.conditions > MAX_CONDITIONS) {
      fail(reading, at, `expected at most ${MAX_CONDITIONS} conditions in all`);
      break;
    }
    const filter =
      name.length > MAX_LENGTH
        ? fail(reading, at, `expected a name of at most ${MAX_LENGTH} characters`)
        : readCondition(name, value, at, reading);
    if (filter !== undefined) filters.push({ field: name, filter });
  }
  return filters;
}

function readNot(value: unknown, path: string, depth: number, reading: Reading): Filter | undefined {
  const filter = readBranch(value, path, depth, reading);
  return filter === undefined ? undefined : { kind: 'not', filter };
}

function readAny(value: unknown, path: string, depth: number, reading: Reading): Filter | undefined {
  if (!Array.isArray(value) || value.length === 0) {
    return fail(reading, path, 'expected a list of at least one filter tree');
  }
  const filters = value.flatMap((branch: unknown, i) => {
    if (reading.errors.length >= MAX_ERRORS) return [];
    return readBranch(branch, `${path}.${i}`, depth, reading) ?? [];
  });
  return { kind: 'any', filters };
}

/** A tree that must say something: an empty one below `not` or `any` is a mistake, not "everything". */
function readBranch(value: unknown, path: string, depth: number, reading: Reading): Filter | undefined {
  if (!isRecord(value)) return fail(reading, path, 'expected a filter tree, as in {"brand": ["A"]}');
  if (Object.keys(value).length === 0) return fail(reading, path, 'expected at least one condition');
  // Without this, lists of lists could hold any number of trees.
  if (++reading.conditions > MAX_CONDITIONS) {
    return fail(reading, path, `expected at most ${MAX_CONDITIONS} conditions in all`);
  }
  const filters = readTree(value, path, depth + 1, reading).map(({ filter }) => filter);
  const [only] = filters;
  return filters.length === 1 && only !== undefined ? only : { kind: 'all', filters };
}

function readCondition(field: string, value: unknown, path: string, reading: Reading): Filter | undefined {
  if (typeof value === 'number') {
    if (keywords.has(field)) return fail(reading, path, 'expected a list of texts');
    if (!Number.isFinite(value)) return fail(reading, path, 'expected a finite number');
    return { kind: 'range', field, gte: value, lte: value };
  }
  if (isRecord(value)) {
    if (keywords.has(field)) return fail(reading, path, 'expected a list of texts');
    return readRange(field, value, path, reading);
  }
  if (numbers.has(field)) return fail(reading, path, 'expected an interval, as in {"gte": 10, "lt": 50}');
  const values: unknown = Array.isArray(value) ? value : [value];
  return readKeyword(field, values as readonly unknown[], path, reading);
}

function readKeyword(
  field: string,
  values: readonly unknown[],
  path: string,
  reading: Reading,
): Filter | undefined {
  if (values.length === 0) {
    return fail(reading, path, 'expected at least one value; leave the field out for no filter');
  }
  reading.values += values.length;
  if (reading.values > MAX_VALUES) return fail(reading, path, `expected at most ${MAX_VALUES} values in all`);
  const texts: string[] = [];
  for (const value of values) {
    if (typeof value === 'boolean') texts.push(String(value));
    else if (typeof value !== 'string') return fail(reading, path, 'expected a list of texts');
    else if (value.length > MAX_LENGTH) {
      return fail(reading, path, `expected values of at most ${MAX_LENGTH} characters`);
    } else texts.push(value);
  }
  return { kind: 'keyword', field, values: [...new Set(texts)] };
}

function readRange(field: string, value: object, path: string, reading: Reading): Filter | undefined {
  const bounds: Partial<Record<Bound, number>> = {};
  const before = reading.errors.length;
  for (const [name, limit] of Object.entries(value) as [string, unknown][]) {
    if (limit === undefined) continue;
    if (!(BOUNDS as readonly string[]).includes(name)) {
      fail(reading, `${path}.${name.slice(0, MAX_LENGTH)}`, `expected one of ${BOUNDS.join(', ')}`);
      continue;
    }
    const bound = name as Bound;
    const number = field === 'createdAt' && typeof limit === 'string' ? dateBound(bound, limit) : limit;
    if (typeof number === 'number' && Number.isFinite(number)) bounds[bound] = number;
    else {
      const expected = field === 'createdAt' ? 'an ISO date or milliseconds since 1970' : 'a finite number';
      fail(reading, `${path}.${name}`, `expected ${expected}`);
    }
  }
  if (reading.errors.length > before) return undefined;
  if (Object.keys(bounds).length === 0)
    return fail(reading, path, `expected at least one of ${BOUNDS.join(', ')}`);
  return { kind: 'range', field, ...bounds };
}

/** A day without a time is the whole day: `lte` and `gt` reach to its last millisecond. */
function dateBound(bound: Bound, text: string): number | undefined {
  const date = parseDate(text);
  if (date === undefined) return undefined;
  return bound === 'lte' || bound === 'gt' ? date.last : date.first;
}
