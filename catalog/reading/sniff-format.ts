import { AisleError } from '../../base/index.js';
import { findFeed, type NameCheck } from './find-feed.js';
import type { JsonLayout } from './json-elements.js';
import type { TextSource } from './text-source.js';

export type Format = { readonly kind: 'ndjson' } | { readonly kind: 'csv' } | JsonLayout;

/** Lines looked at to tell objects on single lines from one spread over several. */
const LINES_LOOKED_AT = 50;

/**
 * What a text holds, told from its first bytes: a JSON array (also one that is the value of a key:
 * `{"products": [{…}]}`), objects one a line or spread over lines, or else CSV. Throws `bad_file` for markup.
 * `check` knows the names that mean a product's field.
 */
export function sniffFormat(source: TextSource, check: NameCheck): Format {
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
  const [firstLine = '', ...others] = lines;
  const firstIsObject = isObject(firstLine);
  const otherIsObject = others.some((line) => isObject(line));
  if (firstIsObject && otherIsObject) return { kind: 'ndjson' };
  // Before the other lines are asked: the last of a wrapped list's, one product each, is a whole object too.
  const opensAt = findFeed(head, start, check);
  if (opensAt !== undefined) return { kind: 'array', opensAt, wrapped: true };
  if (firstIsObject || otherIsObject) return { kind: 'ndjson' };
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
