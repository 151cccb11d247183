import { AisleError, type CallOptions } from '../../base/index.js';
import type { Embedder } from './embedder.js';

const WORD = /[\p{L}\p{N}]+/gu;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * A deterministic embedder without a model: words and their trigrams are hashed into the dimensions, so that texts which
 * share words lie close together. For tests, and for measuring everything but the embedding.
 */
export function createHashEmbedder(dimensions = 64): Embedder {
  let closed = false;
  const refuse = (options?: CallOptions): void => {
    if (closed) throw new AisleError('unavailable', 'the embedder is closed');
    if (options?.signal?.aborted === true)
      throw new AisleError('deadline_exceeded', 'the embedding was cancelled');
  };
  return {
    identity: `hash-${dimensions} v1`,
    dimensions,
    device: 'none',
    cosine: { floor: 0.35, deviations: 3.5, low: 0, high: 1 },
    embedQuery: async (text, options) => {
      refuse(options);
      return embed(text, dimensions);
    },
    embedPassages: async (texts, options) => {
      refuse(options);
      const rows = new Float32Array(texts.length * dimensions);
      texts.forEach((text, i) => rows.set(embed(text, dimensions), i * dimensions));
      return rows;
    },
    close: async () => {
      closed = true;
    },
  };
}

function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const [word] of text.normalize('NFKC').toLowerCase().matchAll(WORD)) {
    add(vector, word, 1);
    const framed = `<${word}>`;
    for (let i = 0; i + 3 <= framed.length; i++) add(vector, framed.slice(i, i + 3), 0.4);
  }
  let norm = 0;
  for (const value of vector) norm += value * value;
  if (norm === 0) {
    // A text without words still needs a direction: a unit vector is what everybody expects.
    vector[0] = 1;
    return vector;
  }
  const scale = 1 / Math.sqrt(norm);
  for (let i = 0; i < dimensions; i++) vector[i] = (vector[i] as number) * scale;
  return vector;
}

/** FNV-1a; its lowest bit is the sign, so that chance meetings cancel out. */
function add(vector: Float32Array, feature: string, weight: number): void {
  let hash = FNV_OFFSET;
  for (let i = 0; i < feature.length; i++) hash = Math.imul(hash ^ feature.charCodeAt(i), FNV_PRIME);
  const at = (hash >>> 1) % vector.length;
  vector[at] = (vector[at] as number) + ((hash & 1) === 0 ? weight : -weight);
}
