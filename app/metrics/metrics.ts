import { Registry } from 'prom-client';
import { embedderMetrics, type EmbedderMetrics } from './embedder-metrics.js';
import { httpMetrics, type HttpMetrics } from './http-metrics.js';
import { processMetrics } from './process-metrics.js';
import { searchMetrics, suggestMetrics, type RecordSearch } from './search-metrics.js';
import { standingMetrics, type Standing } from './standing.js';
import { writeMetrics, type WriteMetrics } from './write-metrics.js';

/** What the parts of an installation tell, as they are put together. */
export interface Recorders {
  readonly registry: Registry;
  readonly search: RecordSearch;
  readonly suggested: (source: 'made' | 'shared') => void;
  readonly embedder: EmbedderMetrics;
  readonly writes: WriteMetrics;
  readonly http: HttpMetrics;
}

/** The numbers of an installation, in the text format of Prometheus. */
export interface Metrics {
  readonly contentType: string;
  readonly http: HttpMetrics;
  /** Never fails: what cannot be learned within a second is left out. */
  text(): Promise<string>;
}

export function createRecorders(): Recorders {
  const registry = new Registry();
  return {
    registry,
    search: searchMetrics(registry),
    suggested: suggestMetrics(registry),
    embedder: embedderMetrics(registry),
    writes: writeMetrics(registry),
    http: httpMetrics(registry),
  };
}

export function createMetrics({ registry, http }: Recorders, standing: Standing): Metrics {
  const look = standingMetrics(registry, standing);
  return {
    contentType: registry.contentType,
    http,
    text: async () => {
      await look();
      return Registry.merge([registry, processMetrics()]).metrics();
    },
  };
}
