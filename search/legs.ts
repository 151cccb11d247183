import { setImmediate as nextTurn } from 'node:timers/promises';
import { AisleError, withDeadline, type Logger } from '../base/index.js';
import type { CosineScale } from '../engines/embedder/index.js';
import type { WordsPlan } from '../engines/products/index.js';
import type { Neighbours } from '../engines/vectors/index.js';
import type { Generation } from '../indexer/index.js';
import type { Leg } from './request.js';
import type { SearchSettings } from './settings.js';
import type { Stopwatch } from './stopwatch.js';

/** What the two legs know of a query, on the unfiltered generation. Absent: not asked, or no answer. */
export interface LegAnswers {
  readonly words?: WordsPlan;
  readonly query?: Float32Array;
  readonly neighbours?: Neighbours;
  /** What the cosines of the model that embedded the query mean. */
  readonly cosine?: CosineScale;
  /** Legs that were asked and did not answer. */
  readonly failed: readonly Leg[];
}

export interface LegParts {
  readonly generation: Generation;
  readonly settings: SearchSettings;
  readonly log: Logger;
}

/**
 * Asks the wanted legs side by side, each with its deadline. Throws `unavailable` when every leg that was asked
 * failed: nothing is left to answer with.
 */
export async function askLegs(
  text: string,
  wanted: { readonly words: boolean; readonly meaning: boolean },
  parts: LegParts,
  watch: Stopwatch,
): Promise<LegAnswers> {
  const { settings, generation, log } = parts;
  const failed: Leg[] = [];
  const errors: unknown[] = [];
  const guard = async <T>(leg: Leg, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> => {
    try {
      return await withDeadline(`the ${leg} leg`, settings.legDeadline, work);
    } catch (error) {
      log.warn({ leg, err: error }, 'a leg did not answer');
      failed.push(leg);
      errors.push(error);
      return undefined;
    }
  };
  const asking = wanted.meaning
    ? guard('vector', (signal) => askMeaning(text, parts, signal, watch))
    : undefined;
  // The embedded engine scores words on this thread: what other threads do for this query is handed to them first.
  if (asking !== undefined) await nextTurn();
  const [words, meaning] = await Promise.all([
    wanted.words
      ? guard('lexical', (signal) =>
          watch.time('words', () => generation.products.words(text, settings.words, { signal })),
        )
      : undefined,
    asking,
  ]);
  if (words === undefined && meaning === undefined && failed.length > 0) {
    throw new AisleError('unavailable', 'no leg of the search answered', { cause: errors[0] });
  }
  return { ...(words === undefined ? {} : { words }), ...meaning, failed };
}

async function askMeaning(
  text: string,
  { generation, settings }: LegParts,
  signal: AbortSignal,
  watch: Stopwatch,
): Promise<Pick<LegAnswers, 'query' | 'neighbours' | 'cosine'> | undefined> {
  const { vectors } = generation;
  const embedder = await generation.embedder();
  // It was built without meaning: that is how this shop is set up, not a failure.
  if (vectors === undefined || embedder === undefined) return undefined;
  const query = await watch.time('embed', () => embedder.embedQuery(text, { signal }));
  const neighbours = await watch.time('nearest', () =>
    vectors.nearest(query, settings.membersByMeaning, { signal }),
  );
  return { query, neighbours, cosine: embedder.cosine };
}
