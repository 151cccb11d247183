import { AisleError } from '../../base/index.js';
import type { Capabilities, ClusterCall } from './cluster.js';

/** First major version of Elasticsearch that is supported: it has kNN search. */
const OLDEST = 8;

/** What a server says about itself (`GET /`). Throws `unavailable` for what is neither, saying what it is. */
export function productOf(info: unknown): Pick<Capabilities, 'flavour' | 'version' | 'vectors'> {
  const { version, tagline } = object(info);
  const { number, distribution } = object(version);
  if (typeof number !== 'string' || !/^\d+\./.test(number))
    throw unsupported('a server that does not say its version');
  if (distribution === 'opensearch') return { flavour: 'opensearch', version: number, vectors: false };
  if (tagline !== 'You Know, for Search')
    throw unsupported(
      typeof distribution === 'string' ? `${distribution} ${number}` : `a server of version ${number}`,
    );
  if (Number.parseInt(number, 10) < OLDEST) throw unsupported(`Elasticsearch ${number}`);
  return { flavour: 'elasticsearch', version: number, vectors: true };
}

function unsupported(found: string): AisleError {
  return new AisleError(
    'unavailable',
    `elasticsearch.node: expected Elasticsearch ${OLDEST} or newer, or OpenSearch; found ${found.slice(0, 100)}`,
  );
}

/** Without the analysis modules the server knows no analyser of this name. */
export const ANALYSIS_PROBE: ClusterCall = {
  method: 'POST',
  path: '/_analyze',
  body: { analyzer: 'english', text: 'shoes' },
  repeatable: true,
};

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
