import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Embedder, QueryVectorSource } from '../../engines/embedder/index.js';
import { SIZES, STAGE_SECONDS } from './buckets.js';

export interface EmbedderMetrics {
  /** The same model, whose calls are counted. */
  readonly measure: (embedder: Embedder) => Embedder;
  /** A query got its vector from here. */
  readonly asked: (source: QueryVectorSource) => void;
}

export function embedderMetrics(registry: Registry): EmbedderMetrics {
  const registers = [registry];
  const queries = new Histogram({
    name: 'aisle_embedder_query_duration_seconds',
    help: 'Time until the model gave the vector of a query, waiting included',
    buckets: STAGE_SECONDS,
    registers,
  });
  const waiting = new Gauge({
    name: 'aisle_embedder_queries_waiting',
    help: 'Queries that wait for their vector',
    registers,
  });
  const texts = new Histogram({
    name: 'aisle_embedder_batch_texts',
    help: 'Texts of products that were to be embedded together',
    buckets: SIZES,
    registers,
  });
  const sources = new Counter({
    name: 'aisle_embedder_query_vectors_total',
    help: 'Queries by where their vector came from: known, joined (the same query was being embedded), embedded',
    labelNames: ['source'],
    registers,
  });
  for (const source of ['known', 'joined', 'embedded']) sources.inc({ source }, 0);
  return {
    asked: (source) => sources.inc({ source }),
    measure: (embedder) => ({
      ...embedder,
      embedQuery: async (text, options) => {
        waiting.inc();
        const stop = queries.startTimer();
        try {
          return await embedder.embedQuery(text, options);
        } finally {
          stop();
          waiting.dec();
        }
      },
      embedPassages: (batch, options) => {
        texts.observe(batch.length);
        return embedder.embedPassages(batch, options);
      },
    }),
  };
}
