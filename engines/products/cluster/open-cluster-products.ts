import { AisleError } from '../../../base/index.js';
import { KEYWORD_FIELDS, mappedFields, NUMERIC_FIELDS } from '../../../mappings/index.js';
import { countDocuments, createdBy, type Cluster } from '../../cluster/index.js';
import type { ProductIndex } from '../product-index.js';
import { ClusterProducts } from './cluster-products.js';
import { readIndex } from './index-meta.js';
import { saturationOf } from './index-shape.js';
import { readColumnFacts } from './read-columns.js';
import { readVocabulary } from './read-vocabulary.js';

/**
 * Opens a product index on a search cluster. Throws `not_found` when there is no finished one of this installation,
 * `corrupt` when it does not hold what was written, and what the cluster throws.
 */
export async function openClusterProducts(
  cluster: Cluster,
  index: string,
  { prefix }: { readonly prefix: string },
): Promise<ProductIndex> {
  const found = await readIndex(cluster, index);
  const complete = found?.meta?.complete;
  if (found?.meta === undefined || complete === undefined || found.meta.createdBy !== createdBy(prefix)) {
    throw new AisleError('not_found', `the search server has no finished product index ${index}`);
  }
  const count = await countDocuments(cluster, index);
  if (count !== complete.documents) {
    const message = `${index} on the search server holds ${count} documents, expected ${complete.documents}: build it anew`;
    throw new AisleError('corrupt', message);
  }
  const keyword = new Set<string>([...KEYWORD_FIELDS, ...mappedFields(found.properties, 'keyword')]);
  const numeric = new Set<string>([...NUMERIC_FIELDS, ...mappedFields(found.properties, 'number')]);
  const [vocabulary, facts] = await Promise.all([
    readVocabulary(cluster, index),
    readColumnFacts(cluster, index, [...numeric]),
  ]);
  const { grouped, size } = complete;
  const { shards } = found;
  const shape = {
    grouped,
    shards,
    analyser: found.meta.analyser,
    saturation: saturationOf(cluster.capabilities),
    boundaries: facts.boundaries,
  };
  return new ClusterProducts(cluster, index, {
    size,
    documents: count,
    keyword,
    numeric,
    vocabulary,
    currencies: facts.currencies,
    shape,
  });
}
