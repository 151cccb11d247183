import { expect } from '@jest/globals';
import type { FacetAnswer, MembersAnswer } from '../../engines/products/index.js';

/** The members of an engine with scores of its own: the best of all, by its scores, ties by ordinal. */
export function sameMembers(given: MembersAnswer, all: MembersAnswer, limit: number): void {
  expect(given.total).toBe(all.total);
  for (const [field, facet] of Object.entries(all.facets)) {
    expect(withoutBuckets(given.facets[field])).toEqual(withoutBuckets(facet));
  }
  expect(given.ordinals.length).toBe(Math.min(limit, all.ordinals.length));
  const scored = new Map([...all.ordinals].map((ordinal, i) => [ordinal, all.lexical[i] ?? Number.NaN]));
  given.ordinals.forEach((ordinal, i) => {
    const score = given.lexical[i] ?? Number.NaN;
    expect(score > 0).toBe((scored.get(ordinal) ?? Number.NaN) > 0);
    const before = given.lexical[i - 1] ?? Infinity;
    expect(score < before || (score === before && ordinal > (given.ordinals[i - 1] ?? -1))).toBe(true);
  });
  if (limit >= all.ordinals.length) expect([...given.ordinals].sort()).toEqual([...all.ordinals].sort());
}

export function sameAnswer(
  given: MembersAnswer,
  wanted: MembersAnswer,
  scores: 'reference' | 'own',
  byScore: boolean,
): void {
  expect(given.total).toBe(wanted.total);
  for (const [field, facet] of Object.entries(wanted.facets)) {
    const own = given.facets[field];
    expect(withoutBuckets(own)).toEqual(withoutBuckets(facet));
  }
  expect(given.ordinals.length).toBe(wanted.ordinals.length);
  given.lexical.forEach((score, i) => {
    const other = wanted.lexical[i] ?? Number.NaN;
    if (scores === 'reference') expect(score).toBeCloseTo(other, 4);
    else expect(score > 0).toBe(other > 0);
  });
  // Scores that differ by rounding alone may change places.
  const close =
    byScore &&
    wanted.lexical.some(
      (score, i) =>
        i > 0 && Math.abs(score - (wanted.lexical[i - 1] ?? 0)) < 1e-5 && score !== wanted.lexical[i - 1],
    );
  if (close) return;
  expect([...given.ordinals]).toEqual([...wanted.ordinals]);
  expect([...given.groups].map(grouping)).toEqual([...wanted.groups].map(grouping));
}

/** Their boundaries are an engine's choice. */
function withoutBuckets(facet: FacetAnswer | undefined): FacetAnswer | undefined {
  return facet?.kind === 'numeric' ? { ...facet, buckets: [] } : facet;
}

/** Group numbers are an engine's own: only who shares one counts. */
function grouping(group: number, _: number, groups: readonly number[]): number {
  return groups.indexOf(group);
}
