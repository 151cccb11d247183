import type { OnProgress } from '../base/index.js';
import {
  createMemoryState,
  type Bought,
  type ShopperEvent,
  type StateStore,
} from '../engines/state/index.js';
import { mean } from '../evaluation/index.js';
import { ANCHORS, HOME_WEIGHTS, mix, NEIGHBOURS, sequenceScores, WINDOW } from '../recommend/index.js';
import { AttributeTaste, greatest } from './attribute-taste.js';
import type { BenchReport, Figure } from './report.js';
import { readAttributes, readSequences, type Sequence } from './sequence-file.js';

export interface SequenceOptions {
  readonly file: string;
  readonly attributes: string | undefined;
  /** As in `recommend.minShoppers`. */
  readonly leastShoppers: number;
  readonly onProgress: OnProgress;
}

export interface SequenceMetrics {
  readonly 'hr@10': number;
  readonly 'ndcg@10': number;
}

export interface SequenceReport extends BenchReport {
  /** Of the mix of the home page: counts without the last two items of each sequence, and without the last one. */
  readonly strict: SequenceMetrics;
  readonly refit: SequenceMetrics;
}

const K = 10;

/**
 * Predicts the last item of each sequence from all before it, ranking all items, those of the history left out. The counts
 * are those of the state store, the rules, the mix and its weights those of the home page; attributes stand for the vectors.
 */
export async function benchSequences(options: SequenceOptions): Promise<SequenceReport> {
  const sequences = await readSequences(options.file);
  const known = options.attributes === undefined ? undefined : await readAttributes(options.attributes);
  const items = [...new Set(sequences.flatMap((sequence) => sequence.items))].sort();
  const taste = new AttributeTaste(items.map((item) => known?.get(item) ?? []));
  const store = createMemoryState();
  const figures: Figure[] = [];
  const measured = async (subject: string, left: number): Promise<SequenceMetrics> => {
    await count(store, sequences, left, options.onProgress);
    const world = await worldOf(store, items, options.leastShoppers);
    const [rules, home] = predicted(sequences, world, taste, options.onProgress);
    for (const [figure, metrics] of [
      ['rules alone', rules],
      ['mix of the home page', home],
    ] as const) {
      figures.push({ subject, figure: `hr@10, ${figure}`, value: metrics['hr@10'] });
      figures.push({ subject, figure: `ndcg@10, ${figure}`, value: metrics['ndcg@10'] });
    }
    return home;
  };
  const strict = await measured('strict', 2);
  const refit = await measured('refit', 1);
  await store.close();
  return {
    bench: 'sequences',
    figures,
    notes: [
      `${sequences.length.toLocaleString('en-US')} sequences; the last item of each is predicted from all before it among all items; a rule needs ${options.leastShoppers} shoppers`,
      'strict: counts from the sequences without their last two items; refit: without the last one',
    ],
    strict,
    refit,
  };
}

/** Stores what is not stored yet of each sequence but its last items. */
async function count(
  store: StateStore,
  sequences: readonly Sequence[],
  left: number,
  onProgress: OnProgress,
): Promise<void> {
  for (const [at, { user, items }] of sequences.entries()) {
    const events = items.slice(0, -left).map((productId, place): ShopperEvent => {
      const eventId = `${user} ${place}`;
      return {
        eventId,
        type: 'purchase',
        action: 'buy',
        shopper: `user:${user}`,
        productId,
        time: place,
        raw: '',
      };
    });
    await store.appendEvents(events);
    if (at % 1_000 === 0)
      onProgress({ stage: 'count', done: at, total: sequences.length, unit: 'sequences' });
  }
}

interface World {
  readonly bought: ReadonlyMap<string, Bought>;
  /** Most bought first, ties by id. */
  readonly popular: readonly Bought[];
  readonly ordinals: ReadonlyMap<string, number>;
  readonly items: readonly string[];
}

async function worldOf(store: StateStore, items: readonly string[], least: number): Promise<World> {
  const { products } = await store.bought(items, { limit: NEIGHBOURS, least });
  return {
    bought: new Map(products.map((each) => [each.productId, each])),
    popular: [...products].sort((a, b) => b.buyers - a.buyers),
    ordinals: new Map(items.map((item, ordinal) => [item, ordinal])),
    items,
  };
}

function predicted(
  sequences: readonly Sequence[],
  world: World,
  taste: AttributeTaste,
  onProgress: OnProgress,
): [SequenceMetrics, SequenceMetrics] {
  const ranks: [number[], number[]] = [[], []];
  for (const [at, { items }] of sequences.entries()) {
    const history = items.slice(0, -1).reverse();
    const target = items.at(-1) ?? '';
    const lists = listsOf(history, world, taste);
    lists.forEach((list, which) => ranks[which]?.push(list.indexOf(target)));
    if (at % 1_000 === 0)
      onProgress({ stage: 'predict', done: at, total: sequences.length, unit: 'sequences' });
  }
  return [metricsOf(ranks[0]), metricsOf(ranks[1])];
}

/** The first ten by the rules alone, what is most bought behind them, and by the mix of the home page. */
function listsOf(history: readonly string[], world: World, taste: AttributeTaste): [string[], string[]] {
  const { bought, popular, ordinals, items } = world;
  const recent = [...new Set(history)].slice(0, ANCHORS);
  const followed = sequenceScores(recent.flatMap((item) => bought.get(item) ?? []));
  const known = new Set(history);
  const first = (ids: Iterable<string>) => {
    const list = new Set<string>();
    for (const id of ids) {
      if (!known.has(id)) list.add(id);
      if (list.size === K) break;
    }
    return [...list];
  };
  const favourites = popular.slice(0, WINDOW + known.size);
  const suggestions = (scores: Iterable<readonly [string, number]>) =>
    [...scores].map(([item, score]) => ({
      ordinal: ordinals.get(item) ?? -1,
      score,
      reason: { kind: 'range' as const },
    }));
  const scores = taste.scores(recent.map((item) => ordinals.get(item) ?? -1));
  const near = new Set([
    ...greatest(scores, WINDOW),
    ...followed.flatMap(({ productId }) => ordinals.get(productId) ?? []),
  ]);
  const mixed = mix([
    {
      weight: HOME_WEIGHTS.sequence,
      suggestions: suggestions(followed.map(({ productId, score }) => [productId, score])),
    },
    {
      weight: HOME_WEIGHTS.taste,
      suggestions: suggestions([...near].map((ordinal) => [items[ordinal] ?? '', scores[ordinal] ?? 0])),
    },
    {
      weight: HOME_WEIGHTS.popular,
      suggestions: suggestions(favourites.map(({ productId, buyers }) => [productId, Math.log1p(buyers)])),
    },
  ]);
  return [
    first([...followed, ...favourites].map(({ productId }) => productId)),
    first(mixed.flatMap(({ ordinal }) => items[ordinal] ?? [])),
  ];
}

/** HR@10 and NDCG@10 where one item is right. Rank −1: not among the ten. */
function metricsOf(ranks: readonly number[]): SequenceMetrics {
  return {
    'hr@10': mean(ranks.map((rank) => Number(rank >= 0))),
    'ndcg@10': mean(ranks.map((rank) => (rank < 0 ? 0 : 1 / Math.log2(rank + 2)))),
  };
}
