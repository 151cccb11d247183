import { isDeepStrictEqual } from 'node:util';
import type { RankingContent } from './content.js';

/** Ids or words by what became of them. */
export interface ListDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Empty for words, which are there or not. */
  readonly changed: readonly string[];
}

export interface RankingDifference {
  /** Values of the profile by their path; undefined: absent on that side. */
  readonly profile: readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[];
  readonly synonyms: ListDifference;
  readonly stopWords: ListDifference;
  readonly rules: ListDifference;
}

/** What changed from one version to another. */
export function differenceOf(from: RankingContent, to: RankingContent): RankingDifference {
  const [before, after] = [leaves(from.profile, ''), leaves(to.profile, '')];
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  const words = (list: readonly string[]) => list.map((id) => ({ id }));
  return {
    profile: paths.flatMap((path) => {
      const [a, b] = [before.get(path), after.get(path)];
      return a === b ? [] : [{ path, from: a, to: b }];
    }),
    synonyms: byId(from.synonyms, to.synonyms),
    stopWords: byId(words(from.stopWords), words(to.stopWords)),
    rules: byId(from.rules, to.rules),
  };
}

function byId(
  from: readonly { readonly id: string }[],
  to: readonly { readonly id: string }[],
): ListDifference {
  const before = new Map(from.map((one) => [one.id, one]));
  const after = new Map(to.map((one) => [one.id, one]));
  const both = [...after.keys()].filter((id) => before.has(id));
  return {
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    changed: both.filter((id) => !isDeepStrictEqual(before.get(id), after.get(id))),
  };
}

function leaves(value: unknown, path: string): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [
      ...leaves(inner, path === '' ? name : `${path}.${name}`),
    ]),
  );
}
