/** Numbers asked for at a time: a million are searched in four questions. */
const WIDTH = 32;
/** The furthest number of one leap, as a power of two. */
const LEAP = 20;

/** For each of some numbers, whether it holds. Once it holds for one, it does so for all greater ones. */
export type Holds = (numbers: readonly number[]) => Promise<readonly boolean[]>;

/** The smallest number for which it holds; `low` is known not to, `high` to do so. */
export async function firstWhere(low: number, high: number, holds: Holds): Promise<number> {
  while (high - low > 1) {
    const step = Math.ceil((high - low) / (WIDTH + 1));
    const numbers: number[] = [];
    for (let n = low + step; n < high; n += step) numbers.push(n);
    const answers = await holds(numbers);
    const first = answers.indexOf(true);
    const last = first === -1 ? numbers.length - 1 : first - 1;
    high = numbers[first] ?? high;
    low = numbers[last] ?? low;
  }
  return high;
}

/** The same without an upper end: in leaps of doubled length. */
export async function firstBeyond(low: number, holds: Holds): Promise<number> {
  for (;;) {
    const numbers = Array.from({ length: LEAP + 1 }, (_, i) => low + 2 ** i);
    const first = (await holds(numbers)).indexOf(true);
    const [before, at] = [numbers[first === -1 ? LEAP : first - 1] ?? low, numbers[first]];
    if (at !== undefined) return firstWhere(before, at, holds);
    low = before;
  }
}
