/** Their values are names out of a mapping, which a reader of the error needs. */
const NAMES = new Set(['field', 'fields', 'sort', 'analyzer']);

/** Fewer characters than this are told from the rest of a server's sentence by nothing. */
const SHORTEST = 2;

/** A quoted beginning of a value is recognised from this many characters on. */
const SHORTEST_START = 8;

/**
 * A server's reason without the query and the documents it quotes: each text value of the call becomes `…`, also where
 * the server shows only its beginning. Names of fields are kept.
 */
export function withoutValues(reason: string, sent: unknown): string {
  // Some servers quote the body itself from here on, or a document as JSON, where its texts are spelled otherwise.
  let out = reason.replace(/\[Source: .*$/s, '[…]').replace(/\bsource\[.*$/s, 'source[…]');
  const values = [...new Set(textsOf(sent))].filter(({ length }) => length >= SHORTEST);
  for (const value of values.sort((a, b) => b.length - a.length)) {
    if (out.includes(value)) out = out.replace(asWord(value), '…');
  }
  return out.replace(/(['"[])([^'"[\]]+)/g, (quoted, open: string, inner: string) => {
    const start = inner.replace(/(\.\.\.|…)$/, '');
    const known = start.length >= SHORTEST_START && values.some((value) => value.startsWith(start));
    return known ? `${open}…` : quoted;
  });
}

function asWord(value: string): RegExp {
  const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'gu');
}

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    const parsed = jsonObject(value);
    yield value;
    if (parsed !== undefined) yield* textsOf(parsed);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* textsOf(item);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) if (!NAMES.has(name)) yield* textsOf(item);
  }
}

/** Lines may come as JSON already. */
function jsonObject(text: string): object | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
