import { arrange, BY_ID } from './arrange.js';
import { byScore, scoresOf } from './by-score.js';
import type { EmbeddedPlan } from './embedded-plan.js';
import type { Layers } from './layers.js';
import type { Scratch } from './scratch.js';

/** Ordinals of the products with the best scores, ties by id. */
export function firstOf(layers: Layers, scratch: Scratch, plan: EmbeddedPlan, count: number): Uint32Array {
  const { places, scores } = plan;
  // Only who may be among them is put in order.
  const least = scores.slice().sort()[Math.max(0, scores.length - count)] ?? 0;
  const near = places.filter((_, i) => (scores[i] as number) >= least);
  const byId = arrange(layers, near, BY_ID, scratch.reserve(layers.size).ranks);
  const best = byScore(byId, scoresOf(byId, plan), count).places;
  return best.map((place) => layers.ordinalOf(place));
}
