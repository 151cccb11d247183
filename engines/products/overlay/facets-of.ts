import type { FacetAnswer, MembersRequest } from '../product-index.js';
import { beginnings, byCount, categoriesAggregation, countOf, readFacet } from './facets.js';
import { facetResult, type SearchAnswer } from './hits.js';
import { categoriesBody } from './members-body.js';

type BodyParts = Parameters<typeof categoriesBody>[2];
type Ask = (body: object) => Promise<SearchAnswer>;

/** The facets of a members' answer; the server is asked again for what one search cannot count. */
export async function facetsOf(
  request: MembersRequest,
  answer: SearchAnswer,
  parts: BodyParts,
  ask: Ask,
): Promise<Record<string, FacetAnswer>> {
  const { table, ranges } = parts;
  const found = Object.create(null) as Record<string, FacetAnswer>;
  for (const [i, facet] of request.facets.entries()) {
    const result = facetResult(answer, i);
    const categories = facet.field === 'category' && facet.kind === 'keyword';
    // Variants that stand under several paths count once under what these share: the server counts again.
    found[facet.field] =
      categories && table.keyword.has('category') && table.keyword.has('groupId')
        ? await categoriesOf(request, facet.limit, result, parts, ask)
        : readFacet(facet, result, table, ranges);
  }
  return found;
}

async function categoriesOf(
  request: MembersRequest,
  limit: number,
  result: ReturnType<typeof facetResult>,
  parts: BodyParts,
  ask: Ask,
): Promise<FacetAnswer> {
  const { table } = parts;
  const field = table.keyword.get('category');
  const texts = (result?.values?.buckets ?? []).map(({ key }) => ({ value: String(key) }));
  const names = field === undefined ? [] : beginnings(texts, field);
  if (field === undefined || names.length === 0) return { kind: 'keyword', values: [] };
  const { aggregations } = await ask(
    categoriesBody(request, categoriesAggregation(names, field, table), parts),
  );
  const counted = aggregations?.['categories'] as {
    readonly buckets: readonly Parameters<typeof countOf>[0][];
  };
  const values = names.flatMap((value, i) => {
    const bucket = counted.buckets[i];
    return bucket === undefined || bucket.doc_count === 0 ? [] : [{ value, count: countOf(bucket) }];
  });
  return { kind: 'keyword', values: byCount(values).slice(0, limit) };
}
