import { AisleError } from '../base/index.js';

const SHAPE = /^(?<field>[^=:]+)(?<sign>[=:])(?<rest>.*)$/su;
const EXPECTED = 'expected FIELD=VALUE,… or FIELD:FROM..TO, as in brand=A,B or price:10..50';
/** A comma, unless a backslash stands before it. */
const COMMA = /(?<!\\),/u;

/**
 * One filter of the command line as a filter tree, to be checked by `parseFilters`: `brand=A,B` (a comma in a value
 * is written `\,`), `price:10..50` (both ends included; either may be left open), `rating:5`. Throws `bad_request`.
 */
export function parseCliFilter(text: string): Record<string, unknown> {
  const { field = '', sign, rest = '' } = SHAPE.exec(text)?.groups ?? {};
  const name = field.trim();
  if (sign === undefined || name === '' || rest.trim() === '') throw wrong(text);
  return Object.fromEntries([[name, sign === '=' ? valuesOf(rest, text) : rangeOf(rest, text)]]);
}

function valuesOf(rest: string, text: string): string[] {
  const values = rest.split(COMMA).map((value) => value.replaceAll('\\,', ',').trim());
  if (values.includes('')) throw wrong(text);
  return values;
}

function rangeOf(rest: string, text: string): Record<string, unknown> {
  const [from = '', to, ...more] = rest.split('..').map((end) => end.trim());
  if (more.length > 0 || (from === '' && (to === undefined || to === ''))) throw wrong(text);
  if (to === undefined) return { gte: numberOr(from), lte: numberOr(from) };
  return { ...(from === '' ? {} : { gte: numberOr(from) }), ...(to === '' ? {} : { lte: numberOr(to) }) };
}

/** Dates stay texts: whether a field takes them is for `parseFilters` to say. */
function numberOr(end: string): number | string {
  const number = Number(end);
  return Number.isFinite(number) ? number : end;
}

function wrong(text: string): AisleError {
  return new AisleError('bad_request', `filter "${text.slice(0, 200)}": ${EXPECTED}`, {
    errors: [{ path: 'filter', message: EXPECTED }],
  });
}
