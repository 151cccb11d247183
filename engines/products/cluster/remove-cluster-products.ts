import { removeOwnIndex, type Cluster } from '../../cluster/index.js';
import { AppliedNumber, type AppliedOptions } from './live/applied-number.js';

/** Removes a product index with what says how far it follows the live updates. What is not there is no error. */
export async function removeClusterProducts(
  cluster: Cluster,
  index: string,
  options: AppliedOptions,
): Promise<void> {
  await removeOwnIndex(cluster, index, options);
  // After it: whoever opened the index meanwhile must not take it for one that took no updates.
  await new AppliedNumber(cluster, index, options).remove();
}
