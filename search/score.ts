import { rank, type Ranking, type Signal, type SignalMatrix } from '../reranker/index.js';
import type { Attended } from '../shoppers/index.js';
import { ofCandidates, rowsOf, type Candidates } from './candidates.js';
import type { Intent } from './intent/read-intent.js';
import { negationColumn } from './intent/negation-signal.js';
import type { LegAnswers } from './legs.js';
import { lookFor } from './look-for.js';
import type { FoundMembers } from './members.js';
import type { Query } from './query.js';
import type { SearchParts } from './search-parts.js';
import { completeMatrix } from './signals.js';

/** What is known of a query when its members are. */
export interface Scoring {
  readonly query: Query;
  readonly legs: LegAnswers;
  readonly found: FoundMembers;
  readonly candidates: Candidates;
  readonly attended: Attended | undefined;
  readonly intent: Intent;
  /** Whether products are without what the query does not want, by ordinal; undefined where nobody knows. */
  readonly negated: ReadonlyMap<number, number> | undefined;
  readonly wants: (signal: Signal) => boolean;
  readonly popularity: SearchParts['popularity'];
}

export interface Scored {
  readonly matrix: SignalMatrix;
  readonly ranking: Ranking;
  /** The stored vectors did not answer. */
  readonly vectorsFailed: boolean;
}

/** Every signal of the candidates, and their order by the ranking. */
export async function score(scoring: Scoring): Promise<Scored> {
  const { query, legs, found, candidates, attended, intent, negated, wants, popularity } = scoring;
  const { generation, text, watch } = query;
  const look = <T>(what: string, work: (signal: AbortSignal) => Promise<T>) => lookFor(what, work, query);
  const { members, words, scoredBy } = found;
  const lexical =
    words === undefined || !wants('lexical') ? undefined : ofCandidates(members.lexical, candidates);
  const { matrix: known, vectorsFailed } = await watch.time('complete', () =>
    completeMatrix(candidates, {
      products: generation.products,
      vectors: generation.vectors,
      lexical,
      columns: members.columns,
      query: legs.query,
      intent,
      attended: attended !== undefined && attended.gate > 0 ? attended : undefined,
      popularity: (ordinals, columns, signal) =>
        popularity.signal(generation, { query: text, ordinals, columns }, { signal }),
      // A category page is in the order of ids: only its first products would be known.
      wanted: (signal) => wants(signal) && (signal !== 'popularity' || text !== ''),
      look,
    }),
  );
  const matrix =
    negated === undefined
      ? known
      : { ...known, columns: { ...known.columns, negation: negationColumn(candidates.ordinals, negated) } };
  const ranking = watch.timeSync('fuse', () =>
    rank({
      matrix,
      ordinals: candidates.idRanks,
      groups: candidates.groups,
      profile: query.ranking.profile,
      queryClass: query.queryClass,
      weights: query.request.weights,
      named: rowsOf(candidates, wants('lexical') ? words?.named : undefined),
      scales: { bestLexical: scoredBy?.best ?? 0, cosine: legs.cosine ?? { low: 0, high: 1 } },
    }),
  );
  return { matrix, ranking, vectorsFailed };
}
