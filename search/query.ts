import type { Generation } from '../indexer/index.js';
import { readNegation, understand, type Conditions, type Negation } from '../query/index.js';
import type { CompiledRanking } from '../rankings/index.js';
import { wantsSignal, type QueryClass } from '../reranker/index.js';
import { conditionsOf } from './conditions.js';
import type { SearchParts } from './search-parts.js';
import { namesOf } from './known-names.js';
import type { LegParts } from './legs.js';
import type { Missed } from './look-for.js';
import type { SearchRequest } from './request.js';
import type { Stopwatch } from './stopwatch.js';

/** One query on one generation. */
export interface Query extends LegParts {
  readonly request: SearchRequest;
  readonly text: string;
  readonly queryClass: QueryClass;
  /** What it states besides the text; undefined where that is nothing. */
  readonly conditions: Conditions | undefined;
  /** What its products are to be without; undefined where it says nothing of that. */
  readonly negation: Negation | undefined;
  readonly ranking: CompiledRanking;
  readonly watch: Stopwatch;
  /** What its order was made without: filled while it is made. */
  readonly missed: Missed;
}

export interface ReadQuery {
  /** All of it as words. */
  readonly plain: Query;
  /** With the conditions that it states apart; undefined where it states none. */
  readonly understood: Query | undefined;
}

/** Reads what a request asks for on a generation. Throws `bad_request` for a ranking that is not known. */
export async function readQuery(
  parts: SearchParts,
  generation: Generation,
  request: SearchRequest,
  watch: Stopwatch,
): Promise<ReadQuery> {
  const names = namesOf(generation);
  const ranking = await parts.ranking(request.ranking);
  const tolerant = parts.settings.words.tolerant && request.correct;
  const { text, queryClass } = understand(request.query, names);
  // A name is a name, whatever it looks like.
  const named = queryClass === 'identifier' || queryClass === 'brand' || queryClass === 'category';
  // Whatever weighs: which products belong to an answer does not depend on it.
  const unwanted = named || !request.understand ? undefined : readNegation(text)?.words;
  const words = {
    ...parts.settings.words,
    tolerant,
    lexicon: ranking.lexicon,
    ...(unwanted === undefined ? {} : { unwanted }),
  };
  const common = {
    request,
    ranking,
    generation,
    settings: { ...parts.settings, words },
    log: parts.log,
    watch,
    missed: [],
  };
  const negationIn = (asked: string) =>
    !named && request.understand && wantsSignal(ranking.profile, queryClass, request.weights, 'negation')
      ? readNegation(asked)
      : undefined;
  const plain = { ...common, text, queryClass, conditions: undefined, negation: negationIn(text) };
  const conditions = named || !request.understand ? undefined : await conditionsOf(text, generation.products);
  if (conditions === undefined) return { plain, understood: undefined };
  const rest = understand(conditions.text, names);
  const negation = negationIn(rest.text);
  return {
    plain,
    understood: { ...common, text: rest.text, queryClass: rest.queryClass, conditions, negation },
  };
}
