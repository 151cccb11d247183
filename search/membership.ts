import type { CosineScale } from '../engines/embedder/index.js';
import type { Neighbours } from '../engines/vectors/index.js';

/**
 * Members by meaning: the nearest products whose cosine is at least max(floor, mean + deviations · sd), mean and sd
 * being those of the query's cosine over the whole catalogue. An absolute floor alone lets a broad query in
 * everywhere; a floor relative to the best never comes back empty.
 */
export function membersByMeaning(neighbours: Neighbours | undefined, scale: CosineScale): Uint32Array {
  if (neighbours === undefined) return new Uint32Array();
  const least = Math.max(scale.floor, neighbours.mean + scale.deviations * neighbours.sd);
  let count = 0;
  while (count < neighbours.cosines.length && (neighbours.cosines[count] as number) >= least) count++;
  return neighbours.ordinals.slice(0, count);
}
