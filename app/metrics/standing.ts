import { statfs } from 'node:fs/promises';
import { Counter, Gauge, type Registry } from 'prom-client';
import { withDeadline, type Clock, type Logger } from '../../base/index.js';
import type { LiveProducts } from '../../engines/products/index.js';
import type { OpLog } from '../../engines/state/index.js';
import type { QueryLog } from '../../events/index.js';
import type { Generations } from '../../indexer/index.js';
import type { Jobs } from '../jobs/job.js';

/** What an installation is asked when somebody wants its metrics. */
export interface Standing {
  readonly data: string;
  readonly generations: Pick<Generations, 'acquire' | 'canaryHere' | 'failing'>;
  readonly ops: OpLog;
  readonly jobs: Pick<Jobs, 'list'>;
  readonly queryLog: Pick<QueryLog, 'dropped'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Milliseconds that one look may take: what does not answer is left out, the rest is told. */
const PATIENCE = 1_000;

const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;

/** Brings gauges up to date; called before they are read. */
export function standingMetrics(registry: Registry, standing: Standing): () => Promise<void> {
  const looks = [generationLook, liveLook, failingLook, jobsLook, diskLook, queryLogLook].map((look) =>
    look(registry, standing),
  );
  return async () => {
    await Promise.all(
      looks.map(async ({ look, reset }) => {
        try {
          await withDeadline('a look for the metrics', PATIENCE, look);
        } catch (error) {
          reset();
          standing.log.debug({ err: error }, 'a part of the metrics is not known');
        }
      }),
    );
  };
}

interface Look {
  readonly look: () => Promise<void>;
  /** Forgets what is no longer known: a zero would say that all is well. */
  readonly reset: () => void;
}

type MakeLook = (registry: Registry, standing: Standing) => Look;

const generationLook: MakeLook = (registry, { generations }) => {
  const registers = [registry];
  const info = new Gauge({
    name: 'aisle_generation_info',
    help: 'The generations that answer, 1 each',
    labelNames: ['side', 'generation'],
    registers,
  });
  const share = new Gauge({
    name: 'aisle_generation_canary_share',
    help: 'Share of the traffic that the canary answers, 0 to 1',
    registers,
  });
  const products = new Gauge({
    name: 'aisle_generation_products',
    help: 'Products of the live generation, live updates included',
    registers,
  });
  return {
    reset: () => {
      info.reset();
      products.remove();
      share.remove();
    },
    look: async () => {
      const lease = await generations.acquire();
      const live = lease?.generation;
      const canary = generations.canaryHere?.failure === undefined ? generations.canaryHere : undefined;
      info.reset();
      if (live !== undefined) info.set({ side: 'live', generation: live.id }, 1);
      if (canary !== undefined) info.set({ side: 'canary', generation: canary.generation }, 1);
      products.set(live?.products.size ?? 0);
      share.set(canary?.share ?? 0);
      lease?.release();
    },
  };
};

const liveLook: MakeLook = (registry, { generations, ops, clock }) => {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const accepted = gauge('aisle_live_updates_accepted_seq', 'Number of the newest live update');
  const applied = gauge('aisle_live_updates_applied_seq', 'Number of the newest one that searches see');
  const lag = gauge(
    'aisle_live_updates_lag_seconds',
    'Age of the oldest live update that searches do not see',
  );
  const layers = gauge('aisle_live_updates_layers', 'Layers of changed products over the base');
  const all = [accepted, applied, lag, layers];
  return {
    reset: () => all.forEach((each) => each.remove()),
    look: async () => {
      const lease = await generations.acquire();
      const generation = lease?.generation;
      // Before the log is asked: it may lie on a cluster that does not answer.
      lease?.release();
      accepted.set(await ops.last());
      if (generation === undefined) return;
      const { seq, products } = generation;
      const [oldest] = await ops.read(seq, 1);
      applied.set(seq);
      lag.set(oldest === undefined ? 0 : Math.max(0, clock.now() - oldest.time) / 1_000);
      if ('layerSizes' in products) layers.set((products as LiveProducts).layerSizes().length - 1);
    },
  };
};

const failingLook: MakeLook = (registry, { generations }) => {
  const failing = new Gauge({
    name: 'aisle_live_updates_failing',
    help: '1 while live updates wait to be applied, for whatever reason; else 0',
    registers: [registry],
  });
  // By itself: it is to be told where the log does not answer.
  return {
    reset: () => failing.remove(),
    look: async () => failing.set(generations.failing === undefined ? 0 : 1),
  };
};

const jobsLook: MakeLook = (registry, { jobs }) => {
  const states = new Gauge({
    name: 'aisle_reindex_jobs',
    help: 'Reindexes that were asked for over HTTP and are remembered, by state',
    labelNames: ['state'],
    registers: [registry],
  });
  return {
    reset: () => states.reset(),
    look: async () => {
      const all = await jobs.list();
      for (const state of JOB_STATES) states.set({ state }, all.filter((job) => job.state === state).length);
    },
  };
};

const diskLook: MakeLook = (registry, { data }) => {
  const free = new Gauge({
    name: 'aisle_data_free_bytes',
    help: 'Space that is left for the data folder',
    registers: [registry],
  });
  const size = new Gauge({
    name: 'aisle_data_size_bytes',
    help: 'Size of the disk that holds the data folder',
    registers: [registry],
  });
  return {
    reset: () => [free, size].forEach((each) => each.remove()),
    look: async () => {
      const { bavail, blocks, bsize } = await statfs(data);
      free.set(bavail * bsize);
      size.set(blocks * bsize);
    },
  };
};

const queryLogLook: MakeLook = (registry, { queryLog }) => {
  const dropped = new Counter({
    name: 'aisle_query_log_dropped_total',
    help: 'Answers that were not logged',
    registers: [registry],
  });
  let told = 0;
  return {
    reset: () => undefined,
    look: async () => {
      dropped.inc(queryLog.dropped - told);
      told = queryLog.dropped;
    },
  };
};
