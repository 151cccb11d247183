import { AisleError, isAisleError } from '../../base/index.js';
import type { Cluster } from '../../engines/cluster/index.js';
import type { ClusterNames } from './names.js';
import { findIndices } from './owned-indices.js';

/**
 * Looks before anything is made. Throws `bad_config` when the name is a stranger's, `corrupt` when generations of this
 * installation are there without their registry. Answers whether the index is there.
 */
export async function expectOwnIndex(cluster: Cluster, names: ClusterNames): Promise<boolean> {
  const [found, ...more] = await findIndices(cluster, names.registry, names.createdBy);
  if (found !== undefined && (more.length > 0 || found.name !== names.registry || !found.ours)) {
    const what = found.name === names.registry ? 'index' : 'alias';
    throw new AisleError(
      'bad_config',
      `the search cluster has an ${what} ${names.registry} that this installation did not make: set another elasticsearch.prefix`,
    );
  }
  const products = await findIndices(cluster, `${names.products}-*`, names.createdBy);
  const orphans = products.filter(({ ours }) => ours).map(({ name }) => name);
  if (orphans.length > 0) throw lostRegistry(names, undefined, orphans);
  return found !== undefined;
}

/** Makes the index of the registry where there is none. Throws as `expectOwnIndex` does. */
export async function makeIndex(cluster: Cluster, names: ClusterNames, replicas: number): Promise<void> {
  if (await expectOwnIndex(cluster, names)) return;
  try {
    await cluster.request({
      method: 'PUT',
      path: `/${encodeURIComponent(names.registry)}`,
      body: {
        settings: { number_of_shards: 1, auto_expand_replicas: `0-${replicas}` },
        // Everything is read by its id: nothing is indexed.
        mappings: { dynamic: false, _meta: { createdBy: names.createdBy, format: 1 } },
        aliases: { [names.registryWrite]: {} },
      },
    });
  } catch (error) {
    // Another process made it at the same time.
    const refused = isAisleError(error) && ['unprocessable', 'conflict'].includes(error.code);
    if (!refused || !(await expectOwnIndex(cluster, names))) throw error;
  }
}

/** The memory of an installation is gone. An empty one in its place would forget what is live. */
export function lostRegistry(
  names: ClusterNames,
  cause?: unknown,
  orphans: readonly string[] = [],
): AisleError {
  const left = orphans.length === 0 ? '' : `, though it has ${orphans.join(', ')}`;
  const remedy =
    orphans.length === 0
      ? 'restore it from a snapshot, or start again to begin anew'
      : 'restore it from a snapshot, or delete those to begin anew';
  return new AisleError(
    'corrupt',
    `the search cluster no longer has the registry ${names.registry}, which says what is live${left}: ${remedy}`,
    cause === undefined ? {} : { cause },
  );
}
