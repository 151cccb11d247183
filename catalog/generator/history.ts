import { heldOutSearches, type HeldOut, type TestSearch } from './held-out.js';
import type { Latents } from './latent.js';
import { Pools } from './pools.js';
import { recordVisit, visitsOf, type Recorded } from './session.js';
import { shopperOf, type Shopper } from './shopper.js';

/** Clicks on a kind of thing from which on it belongs to a shopper's history. */
const RELATED_CLICKS = 2;

/** Simulates what all shoppers did, and keeps what the test searches need to know of it. */
export class History {
  private readonly pools: Pools;
  /** Clicks by shopper and leaf. */
  private readonly clicks = new Map<string, number>();
  /** By number; drawn when first met. */
  private readonly people = new Map<
    number,
    { readonly shopper: Shopper; readonly heldOut: readonly HeldOut[] }
  >();

  constructor(
    private readonly latents: Latents,
    products: number,
    private readonly shoppers: number,
  ) {
    this.pools = new Pools(latents, products);
  }

  /**
   * Every query and event, in time order. Visits are drawn one by one and interleaved as they overlap, so
   * memory grows with the shoppers (at most some thousands) and not with the events.
   */
  *records(): Generator<Recorded> {
    const visits = Array.from({ length: this.shoppers }, (_, k) => visitsOf(this.latents.seed, k)).flat();
    visits.sort((a, b) => a.start - b.start || a.shopper - b.shopper);
    let waiting: Recorded[] = [];
    for (const visit of visits) {
      const due = waiting.findIndex((entry) => entry.at >= visit.start);
      yield* waiting.splice(0, due < 0 ? waiting.length : due);
      const { shopper, heldOut } = this.person(visit.shopper);
      const hidden = new Set(heldOut.map((search) => search.article));
      const recorded = recordVisit(this.latents, this.pools, shopper, visit, hidden);
      for (const { clicked } of recorded) {
        if (clicked === undefined) continue;
        const key = `${visit.shopper} ${clicked.key}`;
        this.clicks.set(key, (this.clicks.get(key) ?? 0) + 1);
      }
      // Sorting is stable: what happens at one instant keeps its order.
      waiting = [...waiting, ...recorded].sort((a, b) => a.at - b.at);
    }
    yield* waiting;
  }

  private person(k: number) {
    let person = this.people.get(k);
    if (person === undefined) {
      const shopper = shopperOf(this.latents, k);
      const heldOut = heldOutSearches(this.latents, this.pools, shopper, this.shoppers);
      person = { shopper, heldOut };
      this.people.set(k, person);
    }
    return person;
  }

  /** The test searches that the events bear out; call after {@link records} has ended. */
  *testSearches(): Generator<TestSearch> {
    for (let k = 0; k < this.shoppers; k += 1) {
      for (const search of this.person(k).heldOut) {
        const clicks = this.clicks.get(`${k} ${search.leaf.key}`) ?? 0;
        if (search.related && clicks < RELATED_CLICKS) continue;
        const { leaf: _leaf, article: _article, ...line } = search;
        yield line;
      }
    }
  }
}
