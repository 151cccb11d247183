/** What an installation's things are called in a cluster that may hold others'. */
export interface ClusterNames {
  /** The index of the registry. */
  readonly registry: string;
  /**
   * An alias of it that all writes go through, with `require_alias`: an index that was deleted under us would else be
   * made anew by the next write, empty and without its mapping.
   */
  readonly registryWrite: string;
  /** The alias of the live generation's product index, for other users of the cluster. */
  readonly products: string;
  /** The product index of a generation. */
  productsOf(generation: string): string;
  /** What our indices carry as `_meta.createdBy`. */
  readonly createdBy: string;
}

export function clusterNames(prefix: string): ClusterNames {
  return {
    registry: `${prefix}-registry`,
    registryWrite: `${prefix}-registry-write`,
    products: `${prefix}-products`,
    productsOf: (generation) => `${prefix}-products-${generation}`,
    createdBy: `aisle ${prefix}`,
  };
}
