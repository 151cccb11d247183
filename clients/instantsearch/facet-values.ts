import type { SearchAnswer } from '../../search/index.js';
import type { FacetHit, FacetValuesAnswer } from './algolia.js';
import { facetsOf } from './facets-of.js';
import type { Asked } from './read-request.js';

const DEFAULT_HITS = 10;
const MAX_HITS = 100;

/** The request that counts the facet to search in: its values are looked through here. */
export function facetSearch(asked: Asked, most: number): Asked {
  const { facetName } = asked.params;
  return {
    ...asked,
    facets: typeof facetName === 'string' ? [facetName] : [],
    maxValues: most,
    page: 0,
    hitsPerPage: 0,
  };
}

/** Values with a word that begins with the text; case and accents do not matter. Most products first. */
export function facetValuesOf(asked: Asked, answer: SearchAnswer): FacetValuesAnswer {
  const { facetName, facetQuery, maxFacetHits, highlightPreTag, highlightPostTag } = asked.params;
  const name = typeof facetName === 'string' ? facetName : '';
  const counts = facetsOf(answer.facets, asked, undefined).facets[name] ?? {};
  const wanted = folded(typeof facetQuery === 'string' ? facetQuery.trim() : '').text;
  const tags = [highlightPreTag ?? '<em>', highlightPostTag ?? '</em>'].map(String);
  const found = Object.entries(counts).flatMap(([value, count]): FacetHit[] => {
    const highlighted = mark(value, wanted, tags);
    return highlighted === undefined ? [] : [{ value, highlighted, count }];
  });
  const most = typeof maxFacetHits === 'number' ? Math.min(maxFacetHits, MAX_HITS) : DEFAULT_HITS;
  return {
    facetHits: found.sort((a, b) => b.count - a.count).slice(0, most),
    exhaustiveFacetsCount: Object.keys(counts).length < asked.maxValues,
    processingTimeMS: Math.round(answer.tookMs),
  };
}

function mark(value: string, wanted: string, [pre = '', post = '']: readonly string[]): string | undefined {
  if (wanted === '') return value;
  const { text, origins } = folded(value);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) continue;
    const [start, end] = [origins[at] ?? 0, origins[at + wanted.length] ?? value.length];
    return `${value.slice(0, start)}${pre}${value.slice(start, end)}${post}${value.slice(end)}`;
  }
  return undefined;
}

/** Lower case without accents; `origins` leads from each of its places back into the text. */
function folded(text: string): { text: string; origins: number[] } {
  const origins: number[] = [];
  let out = '';
  let at = 0;
  for (const character of text) {
    const plain = character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    for (let i = 0; i < plain.length; i++) origins.push(at);
    out += plain;
    at += character.length;
  }
  origins.push(at);
  return { text: out, origins };
}
