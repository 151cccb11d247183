import type { Hit } from '../../search/index.js';
import type { HighlightResult, HighlightTree } from './algolia.js';
import { listOf, type Asked } from './read-request.js';

type Part = { readonly text: string; readonly match: boolean };
type Tags = readonly [pre: string, post: string];

/** `_highlightResult` and, where snippets are asked for, `_snippetResult` of a hit. */
export function highlightResults(hit: Hit, { params }: Asked) {
  const tags: Tags = [tag(params['highlightPreTag'], '<em>'), tag(params['highlightPostTag'], '</em>')];
  const wanted = params['attributesToHighlight'];
  const all = treeOf({ ...hit.product }, hit.highlights ?? {}, tags);
  const _highlightResult = wanted === undefined ? all : only(all, listOf(wanted));
  // `description:20` is a field and a number of words; Aisle's fragments have a length of their own.
  const snippets = listOf(params['attributesToSnippet']).map((field) => field.replace(/:\d+$/, ''));
  if (snippets.length === 0) return { _highlightResult };
  const fragments = Object.entries(hit.highlights ?? {}).map(
    ([field, parts]) => [field, resultOf(parts, tags)] as const,
  );
  const found: HighlightTree = { ...all, ...Object.fromEntries(fragments) };
  return { _highlightResult, _snippetResult: only(found, snippets) };
}

function tag(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function only(tree: HighlightTree, fields: readonly string[]): HighlightTree {
  if (fields.includes('*')) return tree;
  const wanted = new Set(fields.map((field) => field.split('.')[0]));
  return Object.fromEntries(Object.entries(tree).filter(([field]) => wanted.has(field)));
}

/** Every text of the product, so that a template can ask for any; those with highlights are marked. */
function treeOf(
  record: Readonly<Record<string, unknown>>,
  highlights: Readonly<Record<string, readonly Part[]>>,
  tags: Tags,
): HighlightTree {
  const entries = Object.entries(record).flatMap(([field, value]): [string, HighlightTree[string]][] => {
    const parts = highlights[field];
    if (typeof value === 'string') return [[field, marked(value, parts, tags)]];
    if (Array.isArray(value)) {
      const texts = value.filter((item): item is string => typeof item === 'string');
      const shown = texts.findIndex((text) => parts !== undefined && text.includes(joined(parts)));
      return [[field, texts.map((text, i) => marked(text, i === shown ? parts : undefined, tags))]];
    }
    const nested = typeof value === 'object' && value !== null;
    return nested ? [[field, treeOf(value as Record<string, unknown>, {}, tags)]] : [];
  });
  return Object.fromEntries(entries);
}

const joined = (parts: readonly Part[]) => parts.map(({ text }) => text).join('');

/** The whole text with its matches marked; Aisle may have marked a stretch of it. */
function marked(text: string, parts: readonly Part[] | undefined, tags: Tags): HighlightResult {
  const start = parts === undefined ? -1 : text.indexOf(joined(parts));
  if (parts === undefined || start < 0) return resultOf([{ text, match: false }], tags);
  const end = start + joined(parts).length;
  const around = (rest: string) => ({ text: rest, match: false });
  return resultOf([around(text.slice(0, start)), ...parts, around(text.slice(end))], tags);
}

function resultOf(parts: readonly Part[], [pre, post]: Tags): HighlightResult {
  const matches = parts.filter(({ match }) => match).map(({ text }) => text.toLowerCase());
  return {
    value: parts.map(({ text, match }) => (match ? `${pre}${text}${post}` : text)).join(''),
    matchLevel: matches.length > 0 ? 'full' : 'none',
    matchedWords: [...new Set(matches)],
  };
}
