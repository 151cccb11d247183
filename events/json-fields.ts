import { isRecord, type JsonRecord } from '../base/index.js';

/** An own property: `__proto__` and `constructor` are names like any other. */
export function field(record: JsonRecord | undefined, name: string): unknown {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

export function recordIn(record: JsonRecord | undefined, name: string): JsonRecord | undefined {
  const value = field(record, name);
  return isRecord(value) ? value : undefined;
}

/** A number, or a text that is wholly one. */
export function numberIn(record: JsonRecord | undefined, name: string): number | undefined {
  const value = field(record, name);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A text that is not empty, or a number as text: ids are sent as either. */
export function textIn(record: JsonRecord | undefined, name: string): string | undefined {
  const value = field(record, name);
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}
