import { AisleError } from '../../../base/index.js';
import { KEYWORD_FIELDS, mappedFields, NUMERIC_FIELDS, takesChanges } from '../../../mappings/index.js';
import { countDocuments, createdBy, type Cluster } from '../../cluster/index.js';
import type { ProductIndex } from '../product-index.js';
import { readIndex, type FoundProducts } from './index-meta.js';
import { saturationOf } from './index-shape.js';
import { AppliedNumber, type AppliedOptions } from './live/applied-number.js';
import { liveAlias, OpenedProducts } from './opened-products.js';
import { boundariesOf, readColumnFacts } from './read-columns.js';
import { readVocabulary } from './read-vocabulary.js';

/**
 * Opens a product index on a search cluster, live updates that it has taken included. Throws `not_found` when there is no
 * finished one of this installation, `corrupt` when it does not hold what was written, and what the cluster throws.
 */
export async function openClusterProducts(
  cluster: Cluster,
  index: string,
  options: AppliedOptions,
): Promise<ProductIndex> {
  const applied = new AppliedNumber(cluster, index, options);
  // First: whatever is read after it holds these updates, and perhaps more.
  const appliedAt = await applied.read();
  const found = await readIndex(cluster, index);
  const complete = found?.meta?.complete;
  if (
    found?.meta === undefined ||
    complete === undefined ||
    found.meta.createdBy !== createdBy(options.prefix)
  ) {
    throw new AisleError('not_found', `the search server has no finished product index ${index}`);
  }
  const count = await countDocuments(cluster, index);
  const takesUpdates = (look: FoundProducts | undefined) => look?.aliases.includes(liveAlias(index)) === true;
  // The first update may have come between the look and the count: its alias comes before it.
  const changes =
    takesUpdates(found) || (count !== complete.documents && takesUpdates(await readIndex(cluster, index)));
  if (!changes && count !== complete.documents) {
    const message = `${index} on the search server holds ${count} documents, expected ${complete.documents}: build it anew`;
    throw new AisleError('corrupt', message);
  }
  const attributes = {
    keyword: mappedFields(found.properties, 'keyword'),
    numeric: mappedFields(found.properties, 'number'),
  };
  const keyword = new Set<string>([...KEYWORD_FIELDS, ...attributes.keyword]);
  const numeric = new Set<string>([...NUMERIC_FIELDS, ...attributes.numeric]);
  const built = complete.size;
  const [vocabulary, { ranges, currencies, late, regrouped }] = await Promise.all([
    readVocabulary(cluster, index),
    readColumnFacts(cluster, index, { numeric: [...numeric], built }),
  ]);
  const facts = {
    size: changes ? count : built,
    documents: count,
    keyword,
    numeric,
    vocabularies: [vocabulary],
    currencies,
    shape: {
      grouped: complete.grouped || regrouped > 0,
      shards: found.shards,
      analyser: found.meta.analyser,
      saturation: saturationOf(cluster.capabilities),
      boundaries: boundariesOf(ranges),
      built,
      late: late > 0,
    },
  };
  return new OpenedProducts({
    cluster,
    index,
    facts,
    ranges,
    vocabulary,
    applied,
    appliedAt,
    prepared: takesChanges(found.properties),
    changes,
  });
}
