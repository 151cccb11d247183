import type { MembersSlice } from '../product-index.js';
import type { FacetResult } from './facets.js';
import type { Ordinals } from './ordinals.js';

interface Hit {
  readonly _id: string;
  readonly _score?: number | null;
  readonly _source?: Readonly<Record<string, unknown>>;
  readonly fields?: Readonly<Record<string, readonly unknown[]>>;
  readonly sort?: readonly unknown[];
}

/** What the server answers to a search, as far as it is asked for ({@link ANSWER_PARTS}); what would be empty is absent. */
export interface SearchAnswer {
  readonly hits?: { readonly total?: { readonly value: number }; readonly hits?: readonly Hit[] };
  readonly aggregations?: Readonly<Record<string, unknown>>;
}

/** `filter_path`: what is left out need not be sent, nor read. */
export const ANSWER_PARTS =
  'hits.total.value,hits.hits._id,hits.hits._score,hits.hits._source,hits.hits.sort,hits.hits.fields,aggregations';

export interface Row {
  readonly ordinal: number;
  readonly lexical: number;
  readonly group: number;
}

/** The hits as members: those that stand equal in the server's order are put in that of their ordinals. */
export function rowsOf({ hits }: SearchAnswer, ordinals: Ordinals, groupPath: string | undefined): Row[] {
  const found = (hits?.hits ?? []).map(({ _id, _score, fields, sort }) => {
    const ordinal = ordinals.of(_id);
    const group = groupPath === undefined ? undefined : fields?.[groupPath]?.[0];
    return {
      place: JSON.stringify(sort === undefined ? _score : sort[0]),
      ordinal,
      lexical: _score ?? 0,
      group:
        group === undefined
          ? ordinal
          : ordinals.group(typeof group === 'string' ? group : JSON.stringify(group)),
    };
  });
  const rows: Row[] = [];
  for (let from = 0; from < found.length;) {
    let to = from + 1;
    while (to < found.length && found[to]?.place === found[from]?.place) to++;
    rows.push(...found.slice(from, to).sort((a, b) => a.ordinal - b.ordinal));
    from = to;
  }
  return rows;
}

export function sliceOf(rows: readonly Row[]): Omit<MembersSlice, 'more'> {
  return {
    ordinals: Uint32Array.from(rows, ({ ordinal }) => ordinal),
    lexical: Float32Array.from(rows, ({ lexical }) => lexical),
    groups: Uint32Array.from(rows, ({ group }) => group),
  };
}

export function facetResult({ aggregations }: SearchAnswer, place: number): FacetResult | undefined {
  return aggregations?.[`facet${place}`] as FacetResult | undefined;
}
