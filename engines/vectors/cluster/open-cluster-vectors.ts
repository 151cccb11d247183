import { AisleError, isAisleError, sha256 } from '../../../base/index.js';
import { countDocuments, type Cluster } from '../../cluster/index.js';
import { momentBytes, unpackMoments, type Moments } from '../moments.js';
import type { VectorIndex } from '../vector-index.js';
import { ClusterVectors } from './cluster-vectors.js';
import { readMeta, type IndexMeta } from './index-meta.js';
import { StoredVectors } from './stored-vectors.js';
import { decode, MOMENTS_ID } from './vector-documents.js';

/**
 * Opens a finished index on a search cluster. Memory: the moments (4 bytes × dimensions²) and at most 64 MiB of the
 * vectors that were read last. Throws `not_found` when there is no finished one of this installation, `corrupt` when it does
 * not hold what was written, and what the cluster throws.
 */
export async function openClusterVectors(
  cluster: Cluster,
  index: string,
  { prefix }: { readonly prefix: string },
): Promise<VectorIndex> {
  const complete = (await readMeta(cluster, index, prefix))?.complete;
  if (complete === undefined) {
    throw new AisleError('not_found', `the search server has no finished vector index ${index}`);
  }
  const { size, dimensions, checksum } = complete;
  const [moments] = await Promise.all([
    readMoments(cluster, index, complete),
    expectCount(cluster, index, size + 1),
  ]);
  const stored = new StoredVectors(cluster, index, dimensions);
  return new ClusterVectors({ size, dimensions, checksum, moments }, stored);
}

/** The moments are a document too. */
async function expectCount(cluster: Cluster, index: string, expected: number): Promise<void> {
  const count = await countDocuments(cluster, index);
  if (count === expected) return;
  const message = `${index} on the search server holds ${count} documents, expected ${expected}: build it anew`;
  throw new AisleError('corrupt', message);
}

async function readMoments(
  cluster: Cluster,
  index: string,
  { dimensions, moments }: NonNullable<IndexMeta['complete']>,
): Promise<Moments> {
  const packed = decode(await readDocument(cluster, index), momentBytes(dimensions));
  if (packed === undefined || sha256(packed) !== moments) {
    throw new AisleError('corrupt', `${index} on the search server: the moments are damaged: build it anew`);
  }
  return unpackMoments(new Float64Array(packed.buffer), dimensions);
}

async function readDocument(cluster: Cluster, index: string): Promise<unknown> {
  try {
    const path = `/${index}/_source/${MOMENTS_ID}`;
    return (await cluster.request<{ moments?: unknown }>({ method: 'GET', path })).moments;
  } catch (error) {
    if (isAisleError(error) && error.code === 'not_found') return undefined;
    throw error;
  }
}
