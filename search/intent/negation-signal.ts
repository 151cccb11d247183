import { LRUCache } from 'lru-cache';
import type { ProductIndex, WordsPlan } from '../../engines/products/index.js';
import { negatedBy, type Signal } from '../../reranker/index.js';
import type { LegAnswers } from '../legs.js';
import { lookFor } from '../look-for.js';
import type { Query } from '../query.js';

/**
 * Products of each leg that are looked at for what they say of it: the first ones of the whole generation, so that no
 * filter has a say in a score. It takes a look at their documents, and behind the first pages nobody misses it.
 */
const LOOKED_AT = 50;
/** Things that are not wanted, of each snapshot, of which is kept what was found of products. */
const THINGS = 200;
/** Products of each of which it is kept; then it begins anew: some 40 bytes each. */
const KEPT = 2_000;

/** By ordinal. */
type Negated = Map<number, number>;

/** Of snapshots, which never change: who chooses a facet's value or turns a page asks of the same products again. */
const kept = new WeakMap<ProductIndex, LRUCache<string, Negated>>();

/**
 * The query's words without what it does not want. What it does not want makes members as its other words do, since
 * products without it are described by it (`no stem`), but earns them nothing. Undefined where it negates nothing, and
 * where nothing else of it is written anywhere.
 */
export async function askWantedWords(
  query: Query,
  wants: (signal: Signal) => boolean,
): Promise<WordsPlan | undefined> {
  const { negation, generation, settings, request, watch } = query;
  if (negation === undefined || !(request.legs.includes('lexical') || wants('lexical'))) return undefined;
  const policy = { ...settings.words, first: LOOKED_AT };
  const plan = await watch.time('negation', () =>
    lookFor(
      'the wanted words',
      (signal) => generation.products.words(negation.text, policy, { signal }),
      query,
    ),
  );
  return plan === undefined || plan.best === 0 ? undefined : plan;
}

/**
 * Whether the first products are without what the query does not want, by ordinal. Undefined where it negates nothing,
 * and where they did not answer.
 */
export async function readNegated(
  query: Query,
  wantedWords: WordsPlan | undefined,
  { neighbours }: LegAnswers,
): Promise<ReadonlyMap<number, number> | undefined> {
  const { negation, generation, settings, watch } = query;
  if (negation === undefined) return undefined;
  const near = neighbours?.ordinals.subarray(0, LOOKED_AT) ?? [];
  const first = Uint32Array.from(new Set([...(wantedWords?.first ?? []), ...near]));
  if (first.length === 0) return undefined;
  // Where nothing is shared an index may change without being another one.
  const found =
    settings.shared > 0 ? foundOf(generation.products, negation.words) : new Map<number, number>();
  const unknown = first.filter((ordinal) => !found.has(ordinal));
  if (unknown.length > 0) {
    const products = await watch.time('negation', () =>
      lookFor('the first products', (signal) => generation.products.documents(unknown, { signal }), query),
    );
    if (products === undefined) return undefined;
    watch.timeSync('negation', () => {
      const negated = negatedBy(negation.words);
      products.forEach((product, i) => {
        if (product !== undefined) found.set(unknown[i] as number, negated(product));
      });
    });
  }
  // What others asked of, and this query's first products are not, has no say: the order must not depend on them.
  const own = new Map<number, number>();
  for (const ordinal of first) {
    const value = found.get(ordinal);
    if (value !== undefined) own.set(ordinal, value);
  }
  return own;
}

function foundOf(products: ProductIndex, words: readonly string[]): Negated {
  const things = kept.get(products) ?? new LRUCache<string, Negated>({ max: THINGS });
  kept.set(products, things);
  const key = words.join(' ');
  const before = things.get(key);
  if (before !== undefined && before.size < KEPT) return before;
  const found = new Map<number, number>();
  things.set(key, found);
  return found;
}

/** The `negation` signal of candidates, unknown for those that were not looked at. */
export function negationColumn(ordinals: Uint32Array, found: ReadonlyMap<number, number>): Float32Array {
  return Float32Array.from(ordinals, (ordinal) => found.get(ordinal) ?? Number.NaN);
}
