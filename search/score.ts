import type { WordsPlan } from '../engines/products/index.js';
import { rank, type Ranking, type Signal, type SignalMatrix } from '../reranker/index.js';
import type { Attended } from '../shoppers/index.js';
import { ofCandidates, rowsOf, type Candidates } from './candidates.js';
import type { Intent } from './intent/read-intent.js';
import { negationOf, scoresBy } from './intent/negation-signal.js';
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
  /** The query's words without what it does not want; undefined where it negates nothing, or they did not answer. */
  readonly wantedWords: WordsPlan | undefined;
  readonly wants: (signal: Signal) => boolean;
  readonly popularity: SearchParts['popularity'];
}

export interface Scored {
  readonly matrix: SignalMatrix;
  readonly ranking: Ranking;
  /** The words that were scored. */
  readonly words: WordsPlan | undefined;
  /** The stored vectors did not answer. */
  readonly vectorsFailed: boolean;
}

/** Every signal of the candidates, and their order by the ranking. */
export async function score(scoring: Scoring): Promise<Scored> {
  const { query, legs, candidates, attended, intent, wants, popularity } = scoring;
  const { generation, text, watch } = query;
  const look = <T>(what: string, work: (signal: AbortSignal) => Promise<T>) => lookFor(what, work, query);
  const { lexical, words } = await scoredWords(scoring);
  const { matrix, vectorsFailed } = await watch.time('complete', () =>
    completeMatrix(candidates, {
      products: generation.products,
      vectors: generation.vectors,
      lexical,
      columns: scoring.found.members.columns,
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
  const ranked = (signals: SignalMatrix) =>
    watch.timeSync('fuse', () =>
      rank({
        matrix: signals,
        ordinals: candidates.idRanks,
        groups: candidates.groups,
        profile: query.ranking.profile,
        queryClass: query.queryClass,
        weights: query.request.weights,
        named: rowsOf(candidates, wants('lexical') ? scoring.found.words?.named : undefined),
        scales: { bestLexical: words?.best ?? 0, cosine: legs.cosine ?? { low: 0, high: 1 } },
      }),
    );
  const ranking = ranked(matrix);
  const { negation } = query;
  const without = { matrix, ranking, words, vectorsFailed };
  if (negation === undefined || candidates.ordinals.length === 0) return without;
  const column = await watch.time('negation', () =>
    look('the first products', (signal) =>
      negationOf(negation, candidates, ranking, generation.products, signal),
    ),
  );
  if (column === undefined) return without;
  const whole = { ...matrix, columns: { ...matrix.columns, negation: column } };
  return { ...without, matrix: whole, ranking: ranked(whole) };
}

/**
 * BM25 of the candidates. What a query does not want makes members as its other words do, since products without it
 * are described by it (`no stem`), but earns them nothing.
 */
async function scoredWords({
  query,
  found,
  candidates,
  wantedWords,
  wants,
}: Scoring): Promise<{ readonly lexical: Float32Array | undefined; readonly words: WordsPlan | undefined }> {
  const { members, words } = found;
  if (words === undefined || !wants('lexical')) return { lexical: undefined, words };
  const lexical = ofCandidates(members.lexical, candidates);
  if (wantedWords === undefined || wantedWords.best === 0) return { lexical, words };
  const scores = await query.watch.time('negation', () =>
    lookFor(
      'the wanted words',
      (signal) => scoresBy(wantedWords, candidates, query.generation.products, signal),
      query,
    ),
  );
  return scores === undefined ? { lexical, words } : { lexical: scores, words: wantedWords };
}
