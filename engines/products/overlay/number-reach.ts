/** The least and the largest number that a field of the server's can be asked about. */
export interface Reach {
  readonly least: number;
  readonly most: number;
}

const both = (most: number): Reach => ({ least: -most, most });

/**
 * By the server's types. A bound past them is refused by the server as an error, though every product has an answer to
 * it. The ends of `long` and `unsigned_long` are the last doubles whose JSON text lies within; those of `half_float` and
 * `float` the last numbers that are not rounded to infinity.
 */
export const NUMBER_TYPES: ReadonlyMap<string, Reach> = new Map([
  ['byte', { least: -128, most: 127 }],
  ['short', { least: -32_768, most: 32_767 }],
  ['integer', { least: -(2 ** 31), most: 2 ** 31 - 1 }],
  ['long', both(2 ** 63 - 1_024)],
  ['unsigned_long', { least: 0, most: 2 ** 64 - 2_048 }],
  ['half_float', both(65_519.99)],
  ['float', both(3.402_823_567e38)],
  ['double', both(Number.MAX_VALUE)],
  ['scaled_float', both(Number.MAX_VALUE)],
]);

/**
 * In whole milliseconds: what a JavaScript date can be, and what nanoseconds since 1970 can tell in 63 bits, of which
 * the server fills up the last millisecond.
 */
export const DATE_TYPES: ReadonlyMap<string, Reach> = new Map([
  ['date', both(8.64e15)],
  ['date_nanos', { least: 0, most: Math.floor(2 ** 63 / 1e6) - 1 }],
]);

/** Without an end for a type that is neither a number nor a date. */
export function reachOf(type: string): Reach {
  return NUMBER_TYPES.get(type) ?? DATE_TYPES.get(type) ?? both(Infinity);
}
