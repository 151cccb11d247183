import { AisleError } from '../../base/index.js';
import type { JsonLayout } from './json-elements.js';
import type { TextSource } from './text-source.js';

export type Format = { readonly kind: 'ndjson' } | { readonly kind: 'csv' } | JsonLayout;

/** Lines looked at to tell objects on single lines from one spread over several. */
const LINES_LOOKED_AT = 50;

/**
 * What a text holds, told from its first bytes: a JSON array (also one that is the value of a key:
 * `{"products": [{…}]}`), objects one a line or spread over lines, or else CSV. Throws `bad_file` for markup.
 * `known` counts the names that mean a product's field.
 */
export function sniffFormat(source: TextSource, known: (names: readonly string[]) => number): Format {
  // One character a byte, so that positions are those of the bytes; the structure is ASCII.
  const head = source.head.toString('latin1');
  const start = /^\s*/.exec(head)?.[0].length ?? 0;
  const first = head[start];
  if (first === '[') return { kind: 'array', opensAt: start, wrapped: false };
  if (first === '<' && /^<(?:\?xml|!doctype|!--|[a-z][a-z:]*[\s>])/i.test(head.slice(start, start + 64))) {
    const message = `${source.path} is XML or HTML; expected NDJSON, CSV or a JSON array, gzip or not`;
    throw new AisleError('bad_file', message);
  }
  if (first !== '{') return { kind: 'csv' };
  const lines = head.slice(start).split(/[\r\n]+/, LINES_LOOKED_AT);
  const wrapped = findWrapped(head, start, known);
  const [firstLine = '', ...others] = lines;
  if (others.some((line) => isObject(line))) return { kind: 'ndjson' };
  if (wrapped !== undefined) return { kind: 'array', opensAt: wrapped, wrapped: true };
  if (isObject(firstLine)) return { kind: 'ndjson' };
  // Where the first line is no object, a second that opens one says that the first is a broken row.
  const second = others.find((line) => line.trim() !== '');
  return second?.startsWith('{') === true ? { kind: 'ndjson' } : { kind: 'sequence' };
}

function isObject(line: string): boolean {
  if (!line.startsWith('{') || !line.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where the list opens that an outer object wraps: the first value that is a list of objects, provided that
 * no key before it is a product's field (then the object is a product and its list an attribute).
 */
function findWrapped(
  head: string,
  start: number,
  known: (names: readonly string[]) => number,
): number | undefined {
  const token = /"((?:[^"\\]|\\.)*)"(\s*:)?|[[\]{}]/g;
  token.lastIndex = start + 1;
  const keys: string[] = [];
  let depth = 1;
  for (let match = token.exec(head); match !== null; match = token.exec(head)) {
    const [text, string, colon] = match;
    if (string !== undefined) {
      if (depth === 1 && colon !== undefined) keys.push(string);
    } else if (text === '[' || text === '{') {
      if (text === '[' && depth === 1 && /^\s*\{/.test(head.slice(match.index + 1, match.index + 256))) {
        return known(keys.slice(0, -1)) === 0 ? match.index : undefined;
      }
      depth++;
    } else if (--depth === 0) return undefined;
  }
  return undefined;
}
