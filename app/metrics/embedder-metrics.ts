import { Gauge, Histogram, type Registry } from 'prom-client';
import type { Embedder } from '../../engines/embedder/index.js';
import { SIZES, STAGE_SECONDS } from './buckets.js';

/** The same model, whose calls are counted. */
export type MeasureEmbedder = (embedder: Embedder) => Embedder;

export function embedderMetrics(registry: Registry): MeasureEmbedder {
  const registers = [registry];
  const queries = new Histogram({
    name: 'aisle_embedder_query_duration_seconds',
    help: 'Time until a query has its vector, waiting included',
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
  return (embedder) => ({
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
  });
}
