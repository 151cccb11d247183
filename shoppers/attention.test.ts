import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attention } from './attention.js';
import { direction } from './direction.js';

const settings = { silence: 0.25, temperature: 0.25, decay: 0.5 };
/** exp(s / τ) − 1 = 1 when s lies τ·ln 2 above the silence. */
const ONE = 0.25 + 0.25 * Math.log(2);

describe('attention with a null key', () => {
  test('is worked by hand', () => {
    // a = 1·1·1, .5·.5·(e^1 − 1), and 0 below the silence
    const second = 0.25 * (Math.E - 1);
    const { weights, gate } = attention([ONE, 0.5, 0.2], [1, 0.5, 1], settings);
    expect(weights[0]).toBeCloseTo(1 / (2 + second), 12);
    expect(weights[1]).toBeCloseTo(second / (2 + second), 12);
    expect(weights[2]).toBe(0);
    expect(gate).toBeCloseTo((1 + second) / (2 + second), 12);
  });

  test('is silent at the threshold and below, however many items there are', () => {
    const { weights, gate } = attention(Array(50).fill(0.25), Array(50).fill(1), settings);
    expect(gate).toBe(0);
    expect(weights.every((weight) => weight === 0)).toBe(true);
  });

  test('gives an item without a vector, or of no worth, no say', () => {
    expect(attention([Number.NaN], [1], settings).gate).toBe(0);
    expect(attention([0.9], [0], settings).gate).toBe(0);
    expect(attention([], [], settings).gate).toBe(0);
  });

  test('the gate is the sum of the weights, below 1, and grows with every item that speaks', () => {
    const cosine = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(cosine, { maxLength: 50 }), cosine, (cosines, more) => {
        const worth = cosines.map(() => 1);
        const { weights, gate } = attention(cosines, worth, { ...settings, decay: 0.97 });
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(gate, 9);
        expect(gate).toBeLessThan(1);
        const longer = attention([...cosines, more], [...worth, 1], { ...settings, decay: 0.97 });
        expect(longer.gate).toBeGreaterThanOrEqual(gate);
      }),
    );
  });
});

test('the direction is the weighted sum of what lies off the middle', () => {
  const vectors = Float32Array.of(1, 0, 0, 1);
  const mean = Float32Array.of(0.5, 0.25);
  // .5·(1 − .5, 0 − .25) + .25·(0 − .5, 1 − .25)
  expect([...direction([0.5, 0.25], vectors, mean)]).toEqual([0.125, 0.0625]);
  expect([...direction([], new Float32Array(), mean)]).toEqual([0, 0]);
});
