import { AisleError } from '../../base/index.js';

/** What a catalogue is drawn from. */
export interface GeneratorOptions {
  /** How many, at least 1. */
  readonly products: number;
  /** Any whole number; the same one gives the same bytes. */
  readonly seed: number;
  /** How many, at least 1; by default one for twenty products, at least 40 and at most 2,000. */
  readonly shoppers?: number | undefined;
}

interface CheckedOptions {
  readonly products: number;
  readonly seed: number;
  readonly shoppers: number;
}

/** Fills in the defaults. Throws `bad_request` that names the option. */
export function checkedOptions(options: GeneratorOptions): CheckedOptions {
  const { products, seed, shoppers = Math.min(2_000, Math.max(40, Math.floor(products / 20))) } = options;
  for (const [name, value] of Object.entries({ products, shoppers })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new AisleError('bad_request', `${name}: expected a whole number of at least 1, got ${value}`);
  }
  if (!Number.isSafeInteger(seed))
    throw new AisleError('bad_request', `seed: expected a whole number, got ${seed}`);
  return { products, seed, shoppers };
}
