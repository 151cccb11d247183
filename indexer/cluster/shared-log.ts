import type { Cluster } from '../../engines/cluster/index.js';
import { createClusterOps, type ClusterOpLog, type LogAnchor } from '../../engines/state/index.js';
import { newestMark } from '../registry.js';
import { GenerationDocuments } from './generation-documents.js';
import { clusterNames } from './names.js';
import { SharedDocument } from './shared-document.js';

export interface SharedLogOptions {
  /** Begins the names of all that an installation keeps in the cluster. */
  readonly prefix: string;
  /** Copies of the log on other nodes, where there are as many. */
  readonly replicas: number;
  /** Ops of the smallest stretch that is folded by itself; absent: that of the engine. */
  readonly foldUnit?: number;
}

/**
 * The log of live updates of an installation that several machines share, beside its registry, which remembers that
 * there is one: a log that was there and is gone is not begun anew.
 */
export function createSharedLog(cluster: Cluster, options: SharedLogOptions): ClusterOpLog {
  const names = clusterNames(options.prefix);
  const document = new SharedDocument(cluster, names, options.replicas);
  const descriptions = new GenerationDocuments(cluster, names);
  const anchor: LogAnchor = {
    known: async () => (await document.read())?.log,
    remember: async (id) => {
      await document.ensure();
      const { log = id } = await document.change((state) =>
        state.log === undefined ? { ...state, log: id } : undefined,
      );
      return log;
    },
    begin: async () => {
      // First the registry: where its name is a stranger's, nothing is made.
      await document.ensure();
      const state = await document.read();
      return newestMark(await descriptions.all(state?.generations ?? []));
    },
  };
  return createClusterOps(cluster, { ...options, anchor });
}
