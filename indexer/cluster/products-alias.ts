import { AisleError } from '../../base/index.js';
import type { Cluster } from '../../engines/cluster/index.js';
import type { Manifest } from '../registry.js';
import type { ClusterNames } from './names.js';
import { findIndices, type FoundIndex } from './owned-indices.js';

/** Others may publish between our look and our move: each time one of them has moved it. */
const ROUNDS = 10;

export type AliasAction =
  | { readonly remove: { readonly index: string; readonly alias: string; readonly must_exist: false } }
  | { readonly add: { readonly index: string; readonly alias: string; readonly is_write_index: false } };

/**
 * What moves an alias to one index, in one step; undefined when it stands there already and nowhere else.
 * Nobody can write through it: a generation is never changed.
 */
export function aliasActions(
  alias: string,
  holders: readonly string[],
  target: string,
): AliasAction[] | undefined {
  const others = holders.filter((index) => index !== target);
  if (others.length === 0 && holders.includes(target)) return undefined;
  return [
    ...others.map((index) => ({ remove: { index, alias, must_exist: false } }) as const),
    { add: { index: target, alias, is_write_index: false } },
  ];
}

/** Throws `bad_config` when the name is taken by an index, or stands for one that this installation did not make. */
export function expectOwnAlias(alias: string, found: readonly FoundIndex[]): void {
  const foreign = found.find(({ name, ours }) => name === alias || !ours);
  if (foreign === undefined) return;
  const what =
    foreign.name === alias
      ? `an index ${alias}, and that name is needed as an alias`
      : `an alias ${alias} that stands for ${foreign.name}, which this installation did not make`;
  throw new AisleError(
    'bad_config',
    `the search cluster has ${what}: set another elasticsearch.prefix, or remove it`,
  );
}

/**
 * The alias under which other users of the cluster find the live products. The manifest says what is live; the alias
 * follows it. A process that dies in between leaves it where it was, until the next opening, job or switch moves it.
 */
export class ProductsAlias {
  readonly #cluster: Cluster;
  readonly #names: ClusterNames;

  constructor(cluster: Cluster, names: ClusterNames) {
    this.#cluster = cluster;
    this.#names = names;
  }

  /** Indices behind it. Throws `bad_config` when it is a stranger's. */
  async holders(): Promise<string[]> {
    const found = await findIndices(this.#cluster, this.#names.products, this.#names.createdBy);
    expectOwnAlias(this.#names.products, found);
    return found.map(({ name }) => name);
  }

  /**
   * Moves it to the live generation. Two that publish at once may move it in the other order than they switched: each
   * looks at the manifest again after its move, so that the last move is to what is live.
   */
  async follow(manifest: () => Promise<Manifest | undefined>): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      const live = await manifest();
      if (live === undefined) return;
      const actions = aliasActions(
        this.#names.products,
        await this.holders(),
        this.#names.productsOf(live.generation),
      );
      if (actions === undefined) return;
      await this.#cluster.request({
        method: 'POST',
        path: '/_aliases',
        body: { actions },
        repeatable: true,
      });
    }
  }
}
