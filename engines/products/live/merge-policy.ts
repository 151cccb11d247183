/** Layers up to this many products are joined with the next changes at once: some 20 ms of analysis. */
const SMALL = 256;
/** Layers of one size before they are joined to one of the next. */
const FANOUT = 4;

/** Products of a layer. */
export interface LayerSize {
  readonly living: number;
  /** Superseded or deleted since. */
  readonly dead: number;
}

/** Which layers go into one with `added` new products: as many of the smallest as stay small together. */
export function absorbed(sizes: readonly LayerSize[], added: number): number[] {
  const chosen: number[] = [];
  let sum = added;
  for (const number of bySize(sizes)) {
    sum += (sizes[number] as LayerSize).living;
    if (sum > SMALL) break;
    chosen.push(number);
  }
  return chosen;
}

/**
 * Which layers to join in the background, empty for none: sizes grow by a factor of 4 from one tier to the next, and four
 * layers of one tier, with all smaller ones, become one of the next. So there are about three layers a tier, and a product
 * is analysed anew once a tier. A layer that is dead for the greater part is written anew by itself, so that memory does
 * not hold what nobody sees.
 */
export function joined(sizes: readonly LayerSize[]): number[] {
  const order = bySize(sizes);
  for (let last = order.length - 1; last >= FANOUT - 1; last--) {
    const tier = tierOf(sizes[order[last] as number] as LayerSize);
    if (tierOf(sizes[order[last - FANOUT + 1] as number] as LayerSize) === tier)
      return order.slice(0, last + 1);
  }
  const wasted = order.find((number) => {
    const { living, dead } = sizes[number] as LayerSize;
    return dead > living && dead > SMALL;
  });
  return wasted === undefined ? [] : [wasted];
}

function bySize(sizes: readonly LayerSize[]): number[] {
  return [...sizes.keys()].sort(
    (a, b) => (sizes[a] as LayerSize).living - (sizes[b] as LayerSize).living || a - b,
  );
}

function tierOf({ living }: LayerSize): number {
  return Math.max(0, Math.floor(Math.log(Math.max(1, living) / SMALL) / Math.log(FANOUT)) + 1);
}
