import type { JsonLayout } from './json-elements.js';

/** How the rows of a file stand in it. */
export type Format =
  | { readonly kind: 'ndjson' }
  | { readonly kind: 'csv' }
  | { readonly kind: 'json'; readonly layout: JsonLayout };

/** `{"products": [{`: a list of rows inside an object that is nothing else. */
const WRAPPED = /^\s*\{\s*"[^"\\]{1,100}"\s*:\s*(\[)(?=\s*(?:\{|\]))/;

/** The format that the first bytes of a text show. `opensAt` is a position in these bytes: they are searched as such. */
export function sniffFormat(head: Buffer): Format {
  // One character a byte, so that positions are those of the bytes.
  const text = head.toString('latin1');
  const start = text.search(/\S/);
  if (text[start] === '[') return { kind: 'json', layout: { kind: 'array', opensAt: start, wrapped: false } };
  if (text[start] !== '{') return { kind: 'csv' };
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end === -1 ? undefined : end).trim();
  if (end !== -1 && isObject(line)) return { kind: 'ndjson' };
  const wrapped = WRAPPED.exec(text);
  if (wrapped !== null) {
    const opensAt = wrapped[0].length - 1;
    return { kind: 'json', layout: { kind: 'array', opensAt, wrapped: true } };
  }
  // An object over several lines opens with its brace or its first field; a broken NDJSON row has more on its line.
  const opensAlone = end !== -1 && /^\{\s*(?:"[^"]*"\s*:\s*[^{}]*,?)?$/.test(line) && !line.endsWith('}');
  return opensAlone ? { kind: 'json', layout: { kind: 'sequence' } } : { kind: 'ndjson' };
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
