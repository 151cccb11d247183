import { MAX_SCALAR_TEXT } from '../limits.js';

/** Groups of a number: digits with at most one kind of grouping mark, and at most one decimal mark. */
const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
/** India groups by two digits above the thousand: `1,29,999`. */
const INDIAN = /^[+-]?\d{1,2}(?:,\d{2})+,\d{3}$/;
const GROUPING_SPACES = /(?<=\d)[\s\u00a0\u202f\u2009'’](?=\d{3}(?!\d))/g;

/**
 * A number as people and programs write it: `1299.5`, `1,299.50`, `1.299,50`, `1 299,50`, `1'299.50`,
 * `1,29,999.00`.
 * With both marks the last is the decimal one; a mark that repeats is a grouping one. A single comma before
 * exactly three digits groups (`1,299`); a single point there is decimal, as programs write it, unless
 * `pointGroups`. Undefined where the text is no number.
 */
export function parseNumber(text: string, pointGroups = false): number | undefined {
  if (text.length > MAX_SCALAR_TEXT) return undefined;
  const trimmed = text.trim();
  const single = /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(trimmed);
  if (PLAIN.test(trimmed) && !(pointGroups && single)) return Number(trimmed);
  const compact = trimmed.replace(GROUPING_SPACES, '');
  if (!/^[+-]?[\d.,]*\d[\d.,]*$/.test(compact)) return undefined;
  const comma = compact.lastIndexOf(',');
  const point = compact.lastIndexOf('.');
  const mark = comma > point ? ',' : '.';
  const other = mark === ',' ? '.' : ',';
  const at = Math.max(comma, point);
  if (at === -1) return Number(compact);
  const both = comma !== -1 && point !== -1;
  const repeats = compact.indexOf(mark) !== at;
  if (repeats && both) return undefined;
  const groups = repeats || (!both && (mark === ',' ? /^[+-]?[1-9]\d{0,2},\d{3}$/.test(compact) : single));
  if (groups) return joinGroups(compact, mark);
  const whole = joinGroups(compact.slice(0, at), other);
  return whole === undefined
    ? undefined
    : Number(`${compact.slice(0, at).replaceAll(other, '')}.${compact.slice(at + 1)}`);
}

function joinGroups(text: string, mark: string): number | undefined {
  if (mark === ',' && INDIAN.test(text)) return Number(text.replaceAll(',', ''));
  const [first = '', ...rest] = text.split(mark);
  if (rest.some((group) => !/^\d{3}$/.test(group))) return undefined;
  if (rest.length > 0 && !/^[+-]?\d{1,3}$/.test(first)) return undefined;
  const value = Number(first + rest.join(''));
  return Number.isNaN(value) ? undefined : value;
}
