import type { Generation } from '../indexer/index.js';
import {
  readNegation,
  understand,
  type Conditions,
  type Negation,
  type Understanding,
} from '../query/index.js';
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
  const names = await namesOf(generation);
  const ranking = await parts.ranking(request.ranking);
  const tolerant = parts.settings.words.tolerant && request.correct;
  const whole = understand(request.query, names);
  // Whatever weighs: which products belong to an answer does not depend on it.
  const unwanted = isName(whole) || !request.understand ? undefined : readNegation(whole.text)?.words;
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
  const queryOf = (asked: Understanding, conditions: Conditions | undefined): Query => {
    const { text, queryClass } = asked;
    const orders = wantsSignal(ranking.profile, queryClass, request.weights, 'negation');
    const negation = request.understand && orders && !isName(asked) ? readNegation(text) : undefined;
    return { ...common, text, queryClass, conditions, negation };
  };
  const plain = queryOf(whole, undefined);
  const states = request.understand && !isName(whole);
  const conditions = states ? await conditionsOf(whole.text, generation.products) : undefined;
  if (conditions === undefined) return { plain, understood: undefined };
  return { plain, understood: queryOf(understand(conditions.text, names), conditions) };
}

/** A name is a name, whatever it looks like. */
function isName({ queryClass }: Understanding): boolean {
  return queryClass === 'identifier' || queryClass === 'brand' || queryClass === 'category';
}
