import { AisleError } from '../base/index.js';
import { mean, quantile } from './means.js';
import { seededRandom } from './random.js';

export interface Resampling {
  readonly seed: number;
  /** Random resamples, at least 1. */
  readonly rounds: number;
}

/** Differences that only floating point makes are none. */
const TIE = 1e-12;

/**
 * Paired two-sided randomisation test on the mean difference: were both alike, each query's difference could as well
 * have had the other sign. p = (1 + rounds at least as extreme) / (1 + rounds), so it is never 0 (Phipson and Smyth
 * 2010). Throws `bad_request` unless both lists are as long and not empty.
 */
export function randomisationTest(
  a: readonly number[],
  b: readonly number[],
  { seed, rounds }: Resampling,
): { readonly difference: number; readonly p: number } {
  const differences = paired(a, b, rounds);
  const observed = mean(differences);
  const random = seededRandom(seed);
  let extreme = 0;
  for (let round = 0; round < rounds; round++) {
    let sum = 0;
    for (const difference of differences) sum += random() < 0.5 ? difference : -difference;
    if (Math.abs(sum / differences.length) >= Math.abs(observed) - TIE) extreme++;
  }
  return { difference: observed, p: (1 + extreme) / (1 + rounds) };
}

/** 95% interval of the mean difference a − b by the percentile bootstrap over queries (Efron 1979). */
export function bootstrapInterval(
  a: readonly number[],
  b: readonly number[],
  { seed, rounds }: Resampling,
): readonly [number, number] {
  const differences = paired(a, b, rounds);
  const random = seededRandom(seed);
  const means = Array.from({ length: rounds }, () => {
    let sum = 0;
    for (let i = 0; i < differences.length; i++)
      sum += differences[Math.floor(random() * differences.length)] ?? 0;
    return sum / differences.length;
  });
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

function paired(a: readonly number[], b: readonly number[], rounds: number): number[] {
  if (a.length !== b.length || a.length === 0) {
    throw new AisleError('bad_request', `expected pairs of results, got ${a.length} and ${b.length}`);
  }
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new AisleError('bad_request', `rounds: expected a whole number of at least 1, got ${rounds}`);
  }
  return a.map((value, i) => value - (b[i] ?? 0));
}
