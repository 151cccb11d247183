import { createHash } from 'node:crypto';
import { AisleError, type CallOptions } from '../../base/index.js';
import type { Embedder } from './embedder.js';

/** Coordinates a word sets: enough that unrelated words rarely meet on most of them. */
const COORDINATES_A_WORD = 8;

/**
 * Feature hashing of words and word pairs (Weinberger et al. 2009): the same text gives the same vector on every
 * machine, and texts that share words have high cosines. It knows no synonyms; for tests and as a free embedder.
 */
export function createHashEmbedder(dimensions = 64): Embedder {
  let closed = false;
  const check = ({ signal }: CallOptions): void => {
    if (closed) throw new AisleError('unavailable', 'the embedder is closed');
    if (signal?.aborted === true) throw new AisleError('deadline_exceeded', 'embedding was cancelled');
  };
  const embed = (text: string, out: Float32Array): void => {
    const words = text.toLowerCase().match(/[\p{L}\p{N}\p{S}]+/gu) ?? [];
    // The empty text has a direction too: a vector index takes no zero vector.
    addFeature(out, '', 0.01);
    words.forEach((word, at) => {
      addFeature(out, word, 1);
      const next = words[at + 1];
      if (next !== undefined) addFeature(out, `${word} ${next}`, 0.5);
    });
    const norm = Math.hypot(...out);
    for (let i = 0; i < out.length; i += 1) out[i] = (out[i] ?? 0) / norm;
  };
  return {
    identity: `hash|1|${dimensions}`,
    dimensions,
    device: 'cpu',
    cosine: { floor: 0.35, deviations: 3.5, low: 0, high: 0.8 },
    embedQuery: async (text, options = {}) => {
      check(options);
      const row = new Float32Array(dimensions);
      embed(text, row);
      return row;
    },
    embedPassages: async (texts, options = {}) => {
      check(options);
      const rows = new Float32Array(texts.length * dimensions);
      texts.forEach((text, at) => embed(text, rows.subarray(at * dimensions, (at + 1) * dimensions)));
      return rows;
    },
    close: async () => {
      closed = true;
    },
  };
}

function addFeature(out: Float32Array, feature: string, weight: number): void {
  const digest = createHash('sha256').update(feature).digest();
  for (let i = 0; i < COORDINATES_A_WORD; i += 1) {
    const value = digest.readUInt32LE(i * 4);
    const at = (value >>> 1) % out.length;
    out[at] = (out[at] ?? 0) + ((value & 1) === 1 ? weight : -weight);
  }
}
