import { LRUCache } from 'lru-cache';
import { withDeadline } from '../../base/index.js';
import type { Generation } from '../../indexer/index.js';
import { normalisedOrigins } from '../../mappings/index.js';
import { Shared } from '../shared.js';
import type { SearchParts } from '../search-parts.js';
import { notServed } from '../frozen-order.js';
import type { TextPart } from '../highlight/parts.js';
import { Stopwatch } from '../stopwatch.js';
import { subjectOf } from '../subject.js';
import { buildSuggester, type Suggester } from './build-suggester.js';
import { suggestedCategories } from './category-names.js';
import { complete, type Completed } from './complete.js';
import { CompletionIndex } from './completion-index.js';
import { loggedQueries, PopularCompletions } from './popular.js';
import { productsByWords, queryOf } from './products-by-words.js';
import type { SuggestAnswer } from './suggest-answer.js';
import type { SuggestRequest } from './suggest-request.js';
import { typedKey } from './typed.js';

export interface Suggest {
  /** Completions, categories and products for what is typed so far. Throws `unavailable` without a catalogue. */
  suggest(request: SuggestRequest): Promise<SuggestAnswer>;
  /** Begins to get ready what the first request would wait for. */
  prepare(): void;
}

/** Generations that are kept ready: the live one, the canary and the one before. */
const GENERATIONS = 3;
const MOST_CATEGORIES = 5;
/** Answers without the time that they took. */
type SharedAnswers = Shared<Omit<SuggestAnswer, 'tookMs'>>;

const NOTHING: Suggester = { completions: new CompletionIndex(), categories: [] };

export function createSuggest(parts: SearchParts): Suggest {
  const popular = new PopularCompletions(loggedQueries(parts.store), parts.clock, parts.log);
  const shared: SharedAnswers = new Shared(
    parts.settings.shared,
    (answer) => 2 * JSON.stringify(answer).length,
  );
  const suggesters = new LRUCache<string, Promise<Suggester>>({ max: GENERATIONS });

  /** Built once a generation, on a lease of its own: it goes on when the request has its answer. */
  const suggesterOf = (id: string): Promise<Suggester> => {
    const known = suggesters.get(id);
    if (known !== undefined) return known;
    const building = leased(parts, { generation: id }, buildSuggester);
    suggesters.set(id, building);
    building.catch((error: unknown) => {
      suggesters.delete(id);
      parts.log.warn({ err: error, generation: id }, 'completions could not be prepared');
    });
    return building;
  };

  return {
    suggest: (request) =>
      leased(parts, { subject: subjectOf(request, parts.newQueryId()) }, (generation) => {
        const sources = async () => ({
          ...(await suggesterOf(generation.id)),
          popular: await popular.current(),
        });
        return answer(request, generation, sources, shared, parts);
      }),
    prepare: () => {
      // Why it could not be prepared is logged; who asks next tries again.
      leased(parts, {}, async ({ id }) => suggesterOf(id)).catch(() => undefined);
    },
  };
}

async function answer(
  { q, size }: SuggestRequest,
  generation: Generation,
  sources: () => Promise<Suggester & { readonly popular: CompletionIndex }>,
  shared: SharedAnswers,
  parts: SearchParts,
): Promise<SuggestAnswer> {
  const { settings, log } = parts;
  const watch = new Stopwatch();
  const degraded: ('completions' | 'products')[] = [];
  /** What does not come in time is left out: the next key is being pressed already. */
  const look = async <T>(
    part: 'completions' | 'products',
    otherwise: T,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    try {
      return await withDeadline(`the ${part}`, settings.suggestDeadline, work);
    } catch (error) {
      log.warn({ err: error }, `the ${part} did not answer: suggested without`);
      degraded.push(part);
      return otherwise;
    }
  };
  const typed = typedKey(q);
  const known = await look('completions', { ...NOTHING, popular: NOTHING.completions }, sources);
  const { completions, popular, categories } = known;
  // A ranking that cannot be read costs its part of the answer, as ever, and that the answer is shared.
  const keyNow = async () => {
    const [ranking, now] = [await parts.ranking(), parts.clock.now()];
    return shared.keyOf({ generation, ranking, now, more: [completions, popular, categories] }, [q, size]);
  };
  const key = degraded.length === 0 ? await keyNow().catch(() => undefined) : undefined;
  const kept = key === undefined ? undefined : shared.get(key);
  parts.suggested(kept === undefined ? 'made' : 'shared');
  if (kept !== undefined) return { ...kept, tookMs: watch.total };
  const { vocabularies } = generation.products;
  const completed = complete(typed, { catalogue: completions, popular, vocabularies }, size);
  const { corrected } = completed;
  const found = await look('products', [], async (signal) => {
    const wish = { typed: q, completed: productQuery(q, typed, completed) };
    const query = await queryOf(wish, generation, parts, { signal });
    return productsByWords(query, size, generation, parts, { signal });
  });
  const made = {
    query: q,
    completions: completed.completions.map(({ text }) => ({ text, parts: partsOf(text, typed) })),
    categories: suggestedCategories(
      corrected === undefined ? typed : typedKey(corrected),
      categories,
      Math.min(size, MOST_CATEGORIES),
    ),
    products: found,
    ...(corrected === undefined ? {} : { corrected: { from: q, to: corrected } }),
    ...(degraded.length === 0 ? {} : { degraded }),
    generation: generation.id,
  };
  // What changed while it was made, it may have seen or not.
  if (key !== undefined && degraded.length === 0 && (await keyNow().catch(() => undefined)) === key)
    shared.keep(key, made);
  return { ...made, tookMs: watch.total };
}

async function leased<T>(
  parts: Pick<SearchParts, 'generation'>,
  choice: Parameters<SearchParts['generation']>[0],
  work: (generation: Generation) => Promise<T>,
): Promise<T> {
  const lease = await parts.generation(choice);
  if (lease === undefined) throw notServed();
  try {
    return await work(lease.generation);
  } finally {
    lease.release();
  }
}

/** As many words of the best completion as were typed: the last one may be unfinished or mistyped. */
function productQuery(query: string, typed: string, { completions }: Completed): string {
  const [best] = completions;
  if (best === undefined || typed.trim() === '') return query;
  return best.key.split(' ').slice(0, typed.trimEnd().split(' ').length).join(' ');
}

function partsOf(text: string, typed: string): TextPart[] {
  const { text: normal, origin } = normalisedOrigins(text);
  let same = 0;
  while (same < typed.length && typed[same] === normal[same]) same++;
  const end = same === 0 ? 0 : origin(0, same)[1];
  return [
    { text: text.slice(0, end), match: true },
    { text: text.slice(end), match: false },
  ].filter((part) => part.text !== '');
}
