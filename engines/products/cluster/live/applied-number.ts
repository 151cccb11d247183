import { AisleError, isAisleError } from '../../../../base/index.js';
import { createdBy, type Cluster } from '../../../cluster/index.js';

export interface AppliedOptions {
  readonly prefix: string;
  /** Copies, where there are nodes for them. */
  readonly replicas: number;
}

/**
 * How many of the live updates a product index holds: all up to this number. One small document for each index, whose
 * version is the number: it is only ever raised, and read as it is at this moment, however long ago the last refresh was.
 */
export class AppliedNumber {
  readonly #cluster: Cluster;
  readonly #options: AppliedOptions;
  readonly #index: string;
  readonly #document: string;

  constructor(cluster: Cluster, product: string, options: AppliedOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#index = `${options.prefix}-applied`;
    this.#document = encodeURIComponent(product);
  }

  /** Undefined while none was applied. */
  async read(): Promise<number | undefined> {
    const path = `/${this.#index}/_doc/${this.#document}`;
    try {
      const call = { method: 'GET', path, query: { _source: false, realtime: true } } as const;
      return (await this.#cluster.request<{ readonly _version: number }>(call))._version;
    } catch (error) {
      if (isAisleError(error) && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  /** Where it is as high already it stays. */
  async raise(seq: number): Promise<void> {
    try {
      await this.#write(seq);
    } catch (error) {
      if (!isAisleError(error) || error.code !== 'not_found') throw error;
      await this.#make();
      await this.#write(seq);
    }
  }

  async remove(): Promise<void> {
    try {
      await this.#cluster.request({ method: 'DELETE', path: `/${this.#index}/_doc/${this.#document}` });
    } catch (error) {
      if (!isAisleError(error) || error.code !== 'not_found') throw error;
    }
  }

  get #alias(): string {
    return `${this.#index}-write`;
  }

  async #write(seq: number): Promise<void> {
    try {
      await this.#cluster.request({
        method: 'PUT',
        // Through an alias: an index that was deleted is not made anew without its mapping.
        path: `/${this.#alias}/_doc/${this.#document}`,
        query: { version: seq, version_type: 'external', require_alias: true },
        body: {},
        repeatable: true,
      });
    } catch (error) {
      if (!isAisleError(error) || error.code !== 'conflict') throw error;
    }
  }

  async #make(): Promise<void> {
    const { prefix, replicas } = this.#options;
    try {
      await this.#cluster.request({
        method: 'PUT',
        path: `/${this.#index}`,
        body: {
          settings: { number_of_shards: 1, auto_expand_replicas: `0-${replicas}` },
          mappings: { dynamic: false, _meta: { createdBy: createdBy(prefix) } },
          aliases: { [this.#alias]: {} },
        },
      });
    } catch (error) {
      // Another server made it at the same time, or else the next write says what is wrong.
      if (error instanceof AisleError && ['unprocessable', 'conflict'].includes(error.code)) return;
      throw error;
    }
  }
}
