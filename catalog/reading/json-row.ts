import { isRecord } from '../../base/index.js';
import type { RawRow, Repair } from '../rows.js';

/** Strings are matched first, so that what they hold is left alone. */
const NOT_JSON = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** What JSON forbids within a string. */
const RAW_CONTROLS = /[\u0000-\u001f]/g;

/** One JSON object. Raw control characters and NaN, which many exporters write, are put right. */
export function parseRow(line: number, raw: string, repairs?: readonly Repair[]): RawRow {
  let value: unknown;
  let all = repairs;
  try {
    value = JSON.parse(raw);
  } catch (error) {
    const repaired = parseRepaired(raw);
    if (repaired === undefined) {
      const message = `no valid JSON: ${(error as Error).message}`;
      return { line, raw, problem: { reason: 'malformed_json', message } };
    }
    value = repaired.value;
    all = [...(repairs ?? []), ...repaired.repairs];
  }
  if (!isRecord(value)) {
    return { line, raw, problem: { reason: 'not_an_object', message: 'expected a JSON object' } };
  }
  return {
    line,
    raw,
    value,
    ...(all === undefined ? {} : { repairs: all }),
  };
}

function parseRepaired(raw: string): { value: unknown; repairs: Repair[] } | undefined {
  const repairs: Repair[] = [];
  const spaced = raw.replace(RAW_CONTROLS, ' ');
  if (spaced !== raw) {
    repairs.push({ reason: 'control_characters', message: 'raw control characters were removed' });
  }
  const nulled = spaced.replace(NOT_JSON, (token) => (token.startsWith('"') ? token : 'null'));
  if (nulled !== spaced)
    repairs.push({ reason: 'bad_value', message: 'NaN and Infinity were read as nothing' });
  if (nulled === raw) return undefined;
  try {
    return { value: JSON.parse(nulled), repairs };
  } catch {
    return undefined;
  }
}
