/** Steps of a round scale within one power of ten. */
const STEPS = [1, 2, 5, 10];
const WANTED = 10;
const LEAST = 1e-300;
/** From this ratio of largest to smallest on, equal widths would put nearly everything into one bucket. */
const WIDE = 20;

/**
 * Round boundaries b0 < b1 < … with b0 ≤ min and max < the last one; a bucket is [b(i), b(i + 1)). Equal widths, or
 * the series 1-2-5-10 where the values (all at least 0) span more than a factor of 20.
 */
export function boundaries(min: number, max: number): number[] {
  return min >= 0 && max > WIDE * Math.max(min, Number.MIN_VALUE) && max > 1
    ? series(min, max)
    : equal(min, max);
}

function equal(min: number, max: number): number[] {
  const width = roundUp(max / WANTED - min / WANTED || Math.abs(max) / WANTED || 1);
  const first = Math.floor(min / width);
  // The division may have lost the last digits of min.
  const found = [Math.min(min, first * width)];
  // Past the precision of a double a boundary may not move: it is then left out.
  for (let i = 1; (found.at(-1) as number) <= max && i <= 2 * WANTED + 2; i++) {
    const next = (first + i) * width;
    if (next > (found.at(-1) as number)) found.push(next);
  }
  if ((found.at(-1) as number) <= max) {
    if (found.length > 1) found.pop();
    found.push(Number.MAX_VALUE);
  }
  return found;
}

function series(min: number, max: number): number[] {
  const found: number[] = [];
  let next = roundUp(max);
  if (next <= max) next = roundUp(max * 1.01);
  while (found.length < WANTED && next > min) {
    found.unshift(next);
    next = roundDown(next * 0.99);
  }
  const least = found[0] ?? 0;
  return min < least ? [next <= min ? next : 0, ...found] : found;
}

function roundUp(value: number): number {
  // Below, powers of ten lose their digits.
  if (value < LEAST) return LEAST;
  const power = 10 ** Math.floor(Math.log10(value));
  return (STEPS.find((step) => step * power >= value * (1 - 1e-12)) ?? 10) * power;
}

function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([5, 2, 1].find((step) => step * power <= value * (1 + 1e-12)) ?? 1) * power;
}
