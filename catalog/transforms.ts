import { parseNumber } from './cleaning/number.js';
import type { FieldSource, FieldTransform } from './map.js';

type Row = Readonly<Record<string, unknown>>;

/** The source fields that a field's value is read from. */
export function sourcePaths(source: FieldSource): readonly string[] {
  if (typeof source === 'string') return [source];
  if (source.const !== undefined || source.from === undefined) return [];
  return typeof source.from === 'string' ? [source.from] : source.from;
}

/** The value for a field in one row; undefined where there is none. Steps and order: see the map's schema. */
export function readSource(row: Row, source: FieldSource): unknown {
  return typeof source === 'string' ? readPath(row, source) : readTransform(row, source);
}

function readTransform(row: Row, source: FieldTransform): unknown {
  if (source.const !== undefined) return source.const;
  let value = readFrom(row, source);
  if (source.split !== undefined && typeof value === 'string') {
    value = value
      .split(source.split)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
  if (source.index !== undefined && Array.isArray(value)) value = value.at(source.index);
  const { values, multiply, prefix } = source;
  if (values !== undefined) value = each(value, (entry) => lookUp(values, entry));
  if (multiply !== undefined) value = each(value, (entry) => scale(entry, multiply));
  if (source.join !== undefined && Array.isArray(value)) {
    const parts = value.filter((part) => typeof part === 'string' || typeof part === 'number');
    value = parts.length === 0 ? undefined : parts.join(source.join);
  }
  if (prefix !== undefined)
    value = each(value, (entry) => (typeof entry === 'string' && entry !== '' ? prefix + entry : entry));
  return value === undefined || value === null || value === '' ? source.default : value;
}

function readFrom(row: Row, { from, join }: FieldTransform): unknown {
  if (from === undefined) return undefined;
  if (typeof from === 'string') return readPath(row, from);
  const values = from
    .map((path) => readPath(row, path))
    .filter((value) => value !== undefined && value !== null && value !== '');
  return join === undefined ? values[0] : values.flat();
}

/** A value by its own name or a dotted path; own fields only. */
function readPath(row: Row, path: string): unknown {
  if (Object.hasOwn(row, path)) return row[path];
  if (!path.includes('.')) return undefined;
  return walk(row, path.split('.'));
}

function walk(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    if (/^\d+$/.test(name)) return walk(value[Number(name)], rest);
    // Lists of lists are not entered: their depth is the file's to choose, the stack is not.
    const found = value
      .map((entry: unknown) => (Array.isArray(entry) ? undefined : walk(entry, [name, ...rest])))
      .filter((entry) => entry !== undefined);
    return found.length === 0 ? undefined : found;
  }
  return Object.hasOwn(value, name) ? walk((value as Row)[name], rest) : undefined;
}

const each = (value: unknown, change: (entry: unknown) => unknown): unknown =>
  Array.isArray(value) ? value.map(change) : change(value);

function lookUp(values: Readonly<Record<string, unknown>>, entry: unknown): unknown {
  if (typeof entry !== 'string' && typeof entry !== 'number' && typeof entry !== 'boolean') return entry;
  const key = String(entry);
  return Object.hasOwn(values, key) ? values[key] : entry;
}

/** Rounded at twelve significant digits, so that 1999 cents are 19.99. What is no number stays and is reported. */
function scale(entry: unknown, factor: number): unknown {
  const number = typeof entry === 'string' ? parseNumber(entry) : entry;
  return typeof number === 'number' ? Number((number * factor).toPrecision(12)) : entry;
}
