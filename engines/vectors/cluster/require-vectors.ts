import { AisleError } from '../../../base/index.js';
import type { Cluster } from '../../cluster/index.js';
import { OLDEST } from './parameters.js';

/** Throws `bad_config` when the server has no search by vectors, or none with such a graph. */
export function requireVectors({ capabilities }: Pick<Cluster, 'capabilities'>): void {
  const { flavour, version, vectors } = capabilities;
  if (vectors && version.localeCompare(OLDEST, 'en', { numeric: true }) >= 0) return;
  throw new AisleError(
    'bad_config',
    `vector.engine: expected Elasticsearch ${OLDEST} or newer, found ${flavour} ${version}, which has no kNN search that Aisle uses; hnsw keeps the vectors on this machine`,
  );
}
