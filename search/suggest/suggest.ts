import { LRUCache } from 'lru-cache';
import { withDeadline } from '../../base/index.js';
import type { Product } from '../../catalog/index.js';
import type { Generation } from '../../indexer/index.js';
import { normalisedOrigins } from '../../mappings/index.js';
import { freeze, type SearchParts } from '../freeze.js';
import { notServed } from '../frozen-order.js';
import type { Highlights } from '../highlight/highlight.js';
import type { TextPart } from '../highlight/parts.js';
import { cutPage } from '../page.js';
import { parseSearchRequest } from '../request.js';
import { Stopwatch } from '../stopwatch.js';
import { subjectOf } from '../subject.js';
import { buildSuggester, type Suggester } from './build-suggester.js';
import { suggestedCategories, type SuggestedCategory } from './category-names.js';
import { complete, type Completed } from './complete.js';
import { CompletionIndex } from './completion-index.js';
import { PopularCompletions, type PopularQueries } from './popular.js';
import type { SuggestRequest } from './suggest-request.js';
import { typedKey } from './typed.js';

export interface SuggestAnswer {
  readonly query: string;
  /** Queries that what was typed may become; `match` marks what is typed already. */
  readonly completions: readonly { readonly text: string; readonly parts: readonly TextPart[] }[];
  readonly categories: readonly SuggestedCategory[];
  readonly products: readonly {
    readonly id: string;
    readonly product: Product;
    readonly highlights: Highlights;
  }[];
  /** Nothing begins as it was typed. */
  readonly corrected?: { readonly from: string; readonly to: string };
  readonly generation: string;
  readonly tookMs: number;
}

export interface Suggest {
  /** Completions, categories and products for what is typed so far. Throws `unavailable` without a catalogue. */
  suggest(request: SuggestRequest): Promise<SuggestAnswer>;
  /** Begins to get ready what the first request would wait for. */
  prepare(): void;
}

/** Generations that are kept ready: the live one, the canary and the one before. */
const GENERATIONS = 3;
const MOST_CATEGORIES = 5;
/** Products as someone types are found by their words: no model runs for each key pressed. */
const BY_WORDS = {
  legs: ['lexical'],
  weights: { lexical: 1, vector: 0, personal: 0, affinity: 0 },
  highlight: true,
};
const NOTHING: Suggester = { completions: new CompletionIndex(), categories: [] };

export function createSuggest(
  parts: SearchParts,
  popularQueries: PopularQueries = () => Promise.resolve([]),
): Suggest {
  const popular = new PopularCompletions(popularQueries, parts.clock, parts.log);
  const suggesters = new LRUCache<string, Promise<Suggester>>({ max: GENERATIONS });

  /** Built once a generation, on a lease of its own: it goes on when the request has its answer. */
  const suggesterOf = (id: string): Promise<Suggester> => {
    const known = suggesters.get(id);
    if (known !== undefined) return known;
    const building = leased(parts, { generation: id }, (generation) =>
      buildSuggester(generation, parts.settings.legDeadline),
    );
    suggesters.set(id, building);
    building.catch((error: unknown) => {
      suggesters.delete(id);
      parts.log.warn({ err: error, generation: id }, 'completions could not be prepared');
    });
    return building;
  };

  return {
    suggest: async (request) => {
      const watch = new Stopwatch();
      const subject = subjectOf(request, parts.newQueryId());
      return leased(parts, { subject }, async (generation) => {
        const look = <T>(what: string, otherwise: T, work: () => Promise<T>) =>
          within(what, otherwise, work, parts);
        const [suggester, searched] = await Promise.all([
          look('the completions', NOTHING, () => suggesterOf(generation.id)),
          look('the frequent queries', NOTHING.completions, () => popular.current()),
        ]);
        const typed = typedKey(request.q);
        const { vocabulary } = generation.products;
        const sources = { catalogue: suggester.completions, popular: searched, vocabulary };
        const completed = complete(typed, sources, request.size);
        const named = completed.corrected === undefined ? typed : typedKey(completed.corrected);
        const products = await look('the products', [], () =>
          productsFor(productQuery(request.q, typed, completed), request.size, parts, generation),
        );
        return {
          query: request.q,
          completions: completed.completions.map(({ text }) => ({ text, parts: partsOf(text, typed) })),
          categories: suggestedCategories(
            named,
            suggester.categories,
            Math.min(request.size, MOST_CATEGORIES),
          ),
          products,
          ...(completed.corrected === undefined
            ? {}
            : { corrected: { from: request.q, to: completed.corrected } }),
          generation: generation.id,
          tookMs: watch.total,
        };
      });
    },
    prepare: () => {
      // Why it could not be prepared is logged; who asks next tries again.
      leased(parts, {}, async ({ id }) => suggesterOf(id)).catch(() => undefined);
    },
  };
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

/** What does not come in time is left out: the next key is being pressed already. */
async function within<T>(
  what: string,
  otherwise: T,
  work: () => Promise<T>,
  { settings, log }: Pick<SearchParts, 'settings' | 'log'>,
): Promise<T> {
  try {
    return await withDeadline(what, settings.suggestDeadline, work);
  } catch (error) {
    log.warn({ err: error }, `${what} did not answer: suggested without`);
    return otherwise;
  }
}

/** As many words of the best completion as were typed: the last one may be unfinished or mistyped. */
function productQuery(query: string, typed: string, { completions }: Completed): string {
  const [best] = completions;
  if (best === undefined || typed.trim() === '') return query;
  return best.key.split(' ').slice(0, typed.trimEnd().split(' ').length).join(' ');
}

async function productsFor(
  query: string,
  size: number,
  parts: SearchParts,
  generation: Generation,
): Promise<SuggestAnswer['products']> {
  if (query.trim() === '') return [];
  const request = parseSearchRequest({ ...BY_WORDS, query, pageSize: size });
  const order = await freeze(parts, generation, request, new Stopwatch());
  const { hits } = await withDeadline('the product index', parts.settings.suggestDeadline, (signal) =>
    cutPage(
      order,
      'suggest',
      { position: 0, size, explain: false, highlight: true },
      generation.products,
      signal,
    ),
  );
  return hits.map(({ id, product, highlights = {} }) => ({ id, product, highlights }));
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
