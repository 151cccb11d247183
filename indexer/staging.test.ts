import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../catalog/index.js';
import { Staging } from './staging.js';

let root: string;
let made = 0;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aisle-staging-'));
});
afterEach(() => rm(root, { recursive: true }));

function staged(products: readonly Product[]): Staging {
  const staging = new Staging(join(root, `${made++}.db`));
  staging.add(products.map((product, line) => ({ line, product })));
  return staging;
}

async function picked(staging: Staging, ordinals: readonly number[], size?: number) {
  const found: (readonly [number, string | undefined])[] = [];
  const wanted = ordinals.map((ordinal) => ({ ordinal }));
  for await (const [{ ordinal }, product] of staging.pick(wanted, size)) found.push([ordinal, product?.id]);
  return found;
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const hundred = Array.from({ length: 100 }, (_, i) => ({ id: `p${String(i).padStart(3, '0')}`, title: 'x' }));

describe('products by their ordinals', () => {
  test('are those at the positions in the order of ids, past the end none', async () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), { maxLength: 30 });
    const ordinals = fc.array(fc.nat(35), { maxLength: 20 });
    const property = fc.asyncProperty(
      ids,
      ordinals,
      fc.integer({ min: 1, max: 12 }),
      async (ids, ordinals, size) => {
        const staging = staged(ids.map((id) => ({ id, title: 'x' })));
        try {
          const order = ids.toSorted(byBytes);
          const expected = ordinals.toSorted((a, b) => a - b).map((ordinal) => [ordinal, order[ordinal]]);
          expect(await picked(staging, ordinals, size)).toEqual(expected);
        } finally {
          staging.close();
        }
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  test('none is read when none is asked for', async () => {
    const staging = staged(hundred);
    staging.close();
    await expect(picked(staging, [0])).rejects.toThrow(/not open/);
    expect(await picked(staging, [])).toEqual([]);
  });

  test('other work goes on between the batches that are passed', async () => {
    const staging = staged(hundred);
    let turns = 0;
    let tick = setImmediate(function again() {
      turns++;
      tick = setImmediate(again);
    });
    try {
      expect(await picked(staging, [99], 10)).toEqual([[99, 'p099']]);
    } finally {
      clearImmediate(tick);
      staging.close();
    }
    expect(turns).toBeGreaterThanOrEqual(9);
  });
});
