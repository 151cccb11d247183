import type { Latents, Latent } from './latent.js';
import { needFor, match, renderQuery } from './need.js';
import type { Pools } from './pools.js';
import { productId } from './product.js';
import { Random, STREAM } from './random.js';
import { afterClick, attraction, examination, resultsPage } from './results-page.js';
import type { Shopper } from './shopper.js';
import { relativeLikings } from './taste.js';
import type { Leaf } from './taxonomy.js';
import { ubiEvent, ubiQuery, type Action, type UbiEvent, type UbiQuery } from './ubi.js';

/** A visit that will happen. */
export interface Visit {
  /** Number of the shopper, and of the visit among theirs. */
  readonly shopper: number;
  readonly n: number;
  /** ms since the epoch */
  readonly start: number;
  /** Searches before this visit, and in it. */
  readonly before: number;
  readonly searches: number;
}

export interface Recorded {
  /** ms since the epoch */
  readonly at: number;
  readonly record: UbiQuery | UbiEvent;
  /** The kind of thing that was clicked. */
  readonly clicked?: Leaf;
}

const FIRST = Date.UTC(2026, 0, 1);
const LAST = Date.UTC(2026, 5, 30);
const MINUTE = 60_000;

/** The visits of a shopper in the half year that the events cover, with 12 to 16 searches together. */
export function visitsOf(seed: number, shopper: number): Visit[] {
  const random = new Random(seed, STREAM.session, shopper);
  const total = 12 + random.below(5);
  const sizes: number[] = [];
  for (let rest = total; rest > 0;) {
    const size = Math.min(rest, 1 + random.below(3));
    sizes.push(size);
    rest -= size;
  }
  const starts = sizes.map(() => Math.floor(random.between(FIRST, LAST))).sort((a, b) => a - b);
  let before = 0;
  return sizes.map((searches, n) => {
    const visit = { shopper, n, start: starts[n] ?? FIRST, before, searches };
    before += searches;
    return visit;
  });
}

/** Everything that is recorded of a visit, in time order. */
export function recordVisit(
  latents: Latents,
  pools: Pools,
  shopper: Shopper,
  visit: Visit,
  hidden: ReadonlySet<number>,
): Recorded[] {
  const random = new Random(latents.seed, STREAM.session, shopper.index, visit.n + 1);
  const session = random.uuid();
  const recorded: Recorded[] = [];
  let now = visit.start;
  for (let k = 0; k < visit.searches; k += 1) {
    const leaf = chooseLeaf(shopper, visit.before + k, random);
    const pool = pools.of(leaf);
    if (pool.length === 0) continue;
    const likings = new Map<Latent, number>();
    relativeLikings(shopper, pool).forEach((z, at) => likings.set(pool[at] as Latent, z));
    // They have something in mind that they would like, and name some of it.
    const inMind = random.weighted(
      pool,
      pool.map((latent) => Math.exp(likings.get(latent) ?? 0)),
    );
    const need = needFor(inMind, random.below(3), random);
    const text = renderQuery(need, random);
    const query = ubiQuery({ shopper: shopper.id, session }, text, now, random);
    recorded.push({ at: now, record: query });
    const page = resultsPage(need, pool, hidden, random);
    const record = (action: Action, latent: Latent, ordinal: number, clicked?: Leaf) =>
      recorded.push({
        at: now,
        record: ubiEvent(query, action, { id: productId(latent.i), ordinal }, now, random),
        ...(clicked === undefined ? {} : { clicked }),
      });
    page.forEach((latent, ordinal) => record('impression', latent, ordinal));
    for (const [ordinal, latent] of page.entries()) {
      const z = likings.get(latent) ?? 0;
      if (!random.chance(examination(ordinal) * attraction(match(need, latent), z))) continue;
      const step = () => (now += 2_000 + random.below(40_000));
      const next = afterClick(z);
      step();
      record('click', latent, ordinal, leaf);
      if (random.chance(next.view)) {
        step();
        record('view', latent, ordinal);
      }
      if (!random.chance(next.cart)) continue;
      step();
      record('add_to_cart', latent, ordinal);
      if (!random.chance(next.purchase)) continue;
      step();
      record('purchase', latent, ordinal);
    }
    now += MINUTE + random.below(4 * MINUTE);
  }
  return recorded;
}

/** Every need comes up twice, then the first ones more often. */
function chooseLeaf(shopper: Shopper, n: number, random: Random): Leaf {
  const { needs } = shopper;
  if (n < 2 * needs.length) return needs[n % needs.length] as Leaf;
  return random.weighted(
    needs,
    needs.map((_, k) => 1 / (k + 1)),
  );
}
