import { Counter, Histogram, type Registry } from 'prom-client';
import type { ErrorCode } from '../../base/index.js';
import { ORDER_SOURCES, type SearchOutcome } from '../../search/index.js';
import { REQUEST_SECONDS, STAGE_SECONDS } from './buckets.js';

/** Which of the two that are served: so that a canary can be judged beside what is live. */
export type Side = 'live' | 'canary';

export type RecordSearch = (outcome: SearchOutcome, side: Side) => void;

/** Failures of whoever asked. */
const REFUSALS = new Set<ErrorCode>(['bad_request', 'cursor_expired']);

export function searchMetrics(registry: Registry): RecordSearch {
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    new Counter({ name, help, labelNames, registers });
  const duration = new Histogram({
    name: 'aisle_search_duration_seconds',
    help: 'Time of the searches that were answered',
    labelNames: ['side'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const stages = new Histogram({
    name: 'aisle_search_stage_duration_seconds',
    help: 'Time of the stages of a search; legs run beside each other',
    labelNames: ['stage'],
    buckets: STAGE_SECONDS,
    registers,
  });
  const searches = counter(
    'aisle_search_requests_total',
    'Searches by how they went: whole, degraded (a leg did not answer), failed, refused (the request was wrong)',
    ['side', 'outcome'],
  );
  const failures = counter('aisle_search_failures_total', 'Searches that were not answered', [
    'side',
    'code',
  ]);
  const degraded = counter('aisle_search_degraded_total', 'Searches answered without one of their legs', [
    'side',
    'leg',
  ]);
  const orders = counter(
    'aisle_search_orders_total',
    'Answers by where their order came from: made, shared with others who asked the same, named by a cursor',
    ['side', 'source'],
  );
  const empty = counter('aisle_search_empty_total', 'First pages without a product', ['side']);
  const relaxed = counter('aisle_search_relaxed_total', 'Searches whose set had to be widened', ['side']);
  const corrected = counter('aisle_search_corrected_total', 'Searches whose words were corrected', ['side']);
  for (const side of ['live', 'canary']) {
    duration.zero({ side });
    for (const outcome of ['whole', 'degraded', 'failed', 'refused']) searches.inc({ side, outcome }, 0);
    for (const each of [empty, relaxed, corrected]) each.inc({ side }, 0);
    for (const source of ORDER_SOURCES) orders.inc({ side, source }, 0);
    for (const leg of ['lexical', 'vector']) degraded.inc({ side, leg }, 0);
  }
  return (outcome, side) => {
    if ('failed' in outcome) {
      failures.inc({ side, code: outcome.failed });
      searches.inc({ side, outcome: REFUSALS.has(outcome.failed) ? 'refused' : 'failed' });
      return;
    }
    const { answer } = outcome;
    orders.inc({ side, source: outcome.order });
    searches.inc({ side, outcome: answer.degraded === undefined ? 'whole' : 'degraded' });
    duration.observe({ side }, outcome.ms / 1_000);
    for (const [stage, ms] of Object.entries(answer.timings)) stages.observe({ stage }, ms / 1_000);
    for (const leg of answer.degraded ?? []) degraded.inc({ side, leg });
    if (answer.total.value === 0) empty.inc({ side });
    if (answer.relaxed === true) relaxed.inc({ side });
    if (answer.corrected !== undefined) corrected.inc({ side });
  };
}

/** Counts suggestions by where they came from. */
export function suggestMetrics(registry: Registry): (source: 'made' | 'shared') => void {
  const suggestions = new Counter({
    name: 'aisle_suggestions_total',
    help: 'Suggestions by where they came from: made, or shared with others who typed the same',
    labelNames: ['source'],
    registers: [registry],
  });
  for (const source of ['made', 'shared']) suggestions.inc({ source }, 0);
  return (source) => suggestions.inc({ source });
}
