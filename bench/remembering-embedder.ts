import type { Embedder } from '../engines/embedder/index.js';

/**
 * The same embedder, but a query's vector that was made once is answered from memory: what is left of a search is
 * everything but the embedding.
 */
export function rememberQueries(embedder: Embedder): Embedder {
  const known = new Map<string, Promise<Float32Array>>();
  return {
    identity: embedder.identity,
    dimensions: embedder.dimensions,
    device: embedder.device,
    cosine: embedder.cosine,
    embedQuery: (text, options) => {
      let vector = known.get(text);
      if (vector === undefined) {
        vector = embedder.embedQuery(text, options);
        // A failure is not remembered.
        vector.catch(() => known.delete(text));
        known.set(text, vector);
      }
      return vector;
    },
    embedPassages: (texts, options) => embedder.embedPassages(texts, options),
    close: () => embedder.close(),
  };
}
