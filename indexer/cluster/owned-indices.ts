import { isAisleError } from '../../base/index.js';
import type { Cluster } from '../../engines/cluster/index.js';

/** An index as the cluster knows it. */
export interface FoundIndex {
  readonly name: string;
  /** Its `_meta` names this installation as its maker. */
  readonly ours: boolean;
}

interface IndexAnswer {
  readonly mappings?: { readonly _meta?: { readonly createdBy?: unknown } };
}

/** The indices behind a name, an alias or a pattern; none when there are none. */
export async function findIndices(
  cluster: Cluster,
  expression: string,
  createdBy: string,
): Promise<FoundIndex[]> {
  try {
    const found = await cluster.request<Readonly<Record<string, IndexAnswer>> | undefined>({
      method: 'GET',
      path: `/${encodeURIComponent(expression)}`,
      // Every index has a uuid: none is left out for want of a `_meta`.
      query: { filter_path: '*.settings.index.uuid,*.mappings._meta' },
    });
    return Object.entries(found ?? {}).map(([name, { mappings }]) => ({
      name,
      ours: mappings?._meta?.createdBy === createdBy,
    }));
  } catch (error) {
    if (isAisleError(error) && error.code === 'not_found') return [];
    throw error;
  }
}
