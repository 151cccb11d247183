import type { FacetAnswer } from '../engines/products/index.js';
import type { Facet } from './answer.js';

/** An engine's facets as the answer shows them. */
export function shownFacets(facets: Readonly<Record<string, FacetAnswer>>): Record<string, Facet> {
  return Object.fromEntries(Object.entries(facets).map(([field, facet]) => [field, shown(facet)]));
}

function shown(facet: FacetAnswer): Facet {
  if (facet.kind === 'keyword') return facet.values;
  const { min, max, buckets } = facet;
  return { min, max, buckets };
}
