/** How layers grow. */
export interface LayerPolicy {
  /** Layers up to this many products are joined with the next changes at once. */
  readonly small: number;
  /** Layers of one size before they are joined to one of the next, and how many times as large that is. */
  readonly fanout: number;
}

/** Some 20 ms of analysis with each batch, about three layers a tier. */
export const LAYER_POLICY: LayerPolicy = { small: 256, fanout: 4 };

/** Products of a layer. */
export interface LayerSize {
  readonly living: number;
  /** Superseded or deleted since. */
  readonly dead: number;
}

/** Which layers go into one with `added` new products: as many of the smallest as stay small together. */
export function absorbed(sizes: readonly LayerSize[], added: number, { small }: LayerPolicy): number[] {
  const chosen: number[] = [];
  let sum = added;
  for (const number of bySize(sizes)) {
    sum += (sizes[number] as LayerSize).living;
    if (sum > small) break;
    chosen.push(number);
  }
  return chosen;
}

/**
 * Which layers to join in the background, empty for none: `fanout` layers of one tier, with all smaller ones, become one
 * of the next. So a product is analysed anew once a tier. A layer that is dead for the greater part is written anew by
 * itself, so that memory does not hold what nobody sees.
 */
export function joined(sizes: readonly LayerSize[], policy: LayerPolicy): number[] {
  const { small, fanout } = policy;
  const order = bySize(sizes);
  for (let last = order.length - 1; last >= fanout - 1; last--) {
    const tier = tierOf(sizes[order[last] as number] as LayerSize, policy);
    if (tierOf(sizes[order[last - fanout + 1] as number] as LayerSize, policy) === tier)
      return order.slice(0, last + 1);
  }
  const wasted = order.find((number) => {
    const { living, dead } = sizes[number] as LayerSize;
    return dead > living && dead > small;
  });
  return wasted === undefined ? [] : [wasted];
}

function bySize(sizes: readonly LayerSize[]): number[] {
  return [...sizes.keys()].sort(
    (a, b) => (sizes[a] as LayerSize).living - (sizes[b] as LayerSize).living || a - b,
  );
}

function tierOf({ living }: LayerSize, { small, fanout }: LayerPolicy): number {
  return Math.max(0, Math.floor(Math.log(Math.max(1, living) / small) / Math.log(fanout)) + 1);
}
