import type { CallOptions, Clock, FieldError } from '../base/index.js';
import type { EventType, ShopperEvent, StateStore } from '../engines/state/index.js';
import { actionTypes, type ActionTypes } from './actions.js';
import { itemsOf } from './batch.js';
import { importFile, type ImportOptions, type ImportReport } from './import-file.js';
import { readItem } from './read-item.js';

/** What became of one item of a batch. */
export interface ItemAnswer {
  /** Place in the batch, from 0; of `{events, queries}` the queries count on after the events. */
  readonly index: number;
  readonly status: 'accepted' | 'duplicate' | 'rejected';
  readonly eventId?: string;
  /** Of a rejected item: `path` within it. */
  readonly error?: FieldError;
  /** Fields that were stored but say nothing to Aisle; `action_name` when the action is not counted. */
  readonly ignored?: readonly string[];
}

export interface IngestAnswer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly items: readonly ItemAnswer[];
}

export interface IngestOptions extends CallOptions {
  /** Who sends them, where that is known for sure: an item that names another user is rejected. */
  readonly userId?: string;
}

/** What shoppers did. An answer follows a durable write. */
export interface Events {
  /**
   * UBI events and queries, one or a batch; a bad item is rejected alone.
   * Throws `bad_request` when the body is no batch, `payload_too_large` beyond 1,000 items, and what the store throws.
   */
  ingest(body: unknown, options?: IngestOptions): Promise<IngestAnswer>;
  /** An NDJSON file of them, gzip or not. Throws `bad_file` when it cannot be read to its end; what was read stays. */
  importFile(file: string, options?: ImportOptions): Promise<ImportReport>;
}

export interface EventsParts {
  readonly store: StateStore;
  readonly clock: Clock;
  /** What the shop's own names of actions mean. */
  readonly actions: Readonly<Record<string, EventType>>;
}

export function createEvents({ store, clock, actions }: EventsParts): Events {
  const typeOf = actionTypes(actions);
  return {
    ingest: async (body, options) => ingest(itemsOf(body), { store, typeOf, now: clock.now() }, options),
    importFile: (file, options) => importFile({ store, clock, typeOf }, file, options),
  };
}

async function ingest(
  items: readonly unknown[],
  { store, typeOf, now }: { store: StateStore; typeOf: ActionTypes; now: number },
  options: IngestOptions | undefined,
): Promise<IngestAnswer> {
  const read = items.map((item) => readItem(item, typeOf, now, options?.userId));
  const events: ShopperEvent[] = read.flatMap((each) => ('event' in each ? [each.event] : []));
  const fresh = events.length === 0 ? [] : await store.appendEvents(events, options);
  let next = 0;
  const answers = read.map((each, index): ItemAnswer => {
    if ('error' in each) return { index, status: 'rejected', error: each.error };
    const status = fresh[next++] === true ? 'accepted' : 'duplicate';
    const answer: ItemAnswer = { index, status, eventId: each.event.eventId };
    return each.ignored.length === 0 ? answer : { ...answer, ignored: each.ignored };
  });
  const countOf = (status: ItemAnswer['status']) => answers.filter((each) => each.status === status).length;
  return {
    accepted: countOf('accepted'),
    duplicates: countOf('duplicate'),
    rejected: countOf('rejected'),
    items: answers,
  };
}
