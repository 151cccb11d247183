import { Counter, Histogram, type Registry } from 'prom-client';
import type { ErrorCode } from '../../base/index.js';
import type { Commit } from '../../engines/state/index.js';
import type { IngestAnswer } from '../../events/index.js';
import { SIZES, STAGE_SECONDS } from './buckets.js';

/** What is written, and what an engine elsewhere refuses. */
export interface WriteMetrics {
  readonly ingested: (answer: IngestAnswer) => void;
  readonly committed: (commit: Commit) => void;
  readonly clusterFailed: (code: ErrorCode) => void;
}

export function writeMetrics(registry: Registry): WriteMetrics {
  const registers = [registry];
  const events = new Counter({
    name: 'aisle_events_total',
    help: 'Events and queries that were sent, by what became of them',
    labelNames: ['status'],
    registers,
  });
  for (const status of ['accepted', 'duplicate', 'rejected']) events.inc({ status }, 0);
  const seconds = new Histogram({
    name: 'aisle_state_commit_duration_seconds',
    help: 'Time of a commit of the state file, the wait for the disk included',
    buckets: STAGE_SECONDS,
    registers,
  });
  const group = new Histogram({
    name: 'aisle_state_commit_writes',
    help: 'Writes that shared a commit',
    buckets: SIZES,
    registers,
  });
  const failures = new Counter({
    name: 'aisle_state_commit_failures_total',
    help: 'Commits of the state file that failed: nothing of them was stored',
    registers,
  });
  const cluster = new Counter({
    name: 'aisle_cluster_call_failures_total',
    help: 'Calls of the search cluster that failed after all their tries',
    labelNames: ['code'],
    registers,
  });
  return {
    ingested: ({ accepted, duplicates, rejected }) => {
      events.inc({ status: 'accepted' }, accepted);
      events.inc({ status: 'duplicate' }, duplicates);
      events.inc({ status: 'rejected' }, rejected);
    },
    committed: ({ writes, ms, failed }) => {
      if (failed) failures.inc();
      else {
        seconds.observe(ms / 1_000);
        group.observe(writes);
      }
    },
    clusterFailed: (code) => cluster.inc({ code }),
  };
}
