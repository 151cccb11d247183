import { isDeepStrictEqual } from 'node:util';
import { changed, type Product } from '../../catalog/index.js';
import type { ProductChange } from '../../engines/products/index.js';
import type { LoggedOp } from '../../engines/state/index.js';
import type { VectorChange } from '../../engines/vectors/index.js';

/** A product under the ordinal that it has in one generation. */
export interface Version {
  readonly ordinal: number;
  readonly product: Product;
}

/** What becomes of one product: absent before, it is new; absent after, it is gone. */
export interface Step {
  readonly id: string;
  readonly before: Version | undefined;
  readonly after: Version | undefined;
}

/**
 * What some ops do to the products that they name, one step a product, in the order of their last ops: so the ordinals
 * ascend. What changes nothing makes no step.
 */
export function stepsOf(
  ops: readonly LoggedOp[],
  before: ReadonlyMap<string, Version>,
  ordinalOf: (seq: number) => number,
): Step[] {
  const steps = new Map<string, Step>();
  for (const { seq, change } of ops) {
    const { id } = change;
    const known = steps.get(id) ?? { id, before: before.get(id), after: before.get(id) };
    const product = changed(known.after?.product, change);
    steps.delete(id);
    steps.set(id, {
      id,
      before: known.before,
      after: product === undefined ? undefined : { ordinal: ordinalOf(seq), product },
    });
  }
  return [...steps.values()].filter((step) => !isDeepStrictEqual(step.before?.product, step.after?.product));
}

export function productChanges(steps: readonly Step[]): ProductChange[] {
  return steps.map(({ id, after }) =>
    after === undefined ? { kind: 'delete', id } : { kind: 'put', ...after },
  );
}

/** What of a product is embedded, and whether a version has its vector already. */
export interface VectorFacts {
  readonly textOf: (product: Product) => string;
  readonly holds: (ordinal: number) => boolean;
}

/** The text that must be embedded for a step; undefined where no vector is needed, or the one there is stays true. */
export function newText({ before, after }: Step, { textOf, holds }: VectorFacts): string | undefined {
  if (after === undefined) return undefined;
  const text = textOf(after.product);
  const stays = before !== undefined && holds(before.ordinal) && textOf(before.product) === text;
  return stays ? undefined : text;
}

/**
 * The vectors after some steps. `vectorOf` gives those of new texts; a product whose text has none yet loses the vector
 * of its former text, which says something else, and is found by words until it comes.
 */
export function vectorChanges(
  steps: readonly Step[],
  facts: VectorFacts,
  vectorOf: (text: string) => Float32Array | undefined,
): { readonly changes: VectorChange[]; readonly missing: ReadonlyMap<number, string> } {
  const missing = new Map<number, string>();
  const changes = steps.flatMap((step): VectorChange[] => {
    const { before, after } = step;
    const old = before !== undefined && facts.holds(before.ordinal) ? before.ordinal : undefined;
    const gone: VectorChange[] = old === undefined ? [] : [{ kind: 'delete', ordinal: old }];
    if (after === undefined) return gone;
    const { ordinal } = after;
    const text = newText(step, facts);
    if (text === undefined) return old === undefined ? [] : [{ kind: 'same', ordinal, as: old }];
    const vector = vectorOf(text);
    if (vector !== undefined) {
      return [{ kind: 'set', ordinal, vector, ...(old === undefined ? {} : { replaces: old }) }];
    }
    missing.set(ordinal, text);
    return gone;
  });
  return { changes, missing };
}
