import type { CallOptions, Clock, FieldError } from '../base/index.js';
import type { EventType } from '../engines/state/index.js';
import { actionTypes, type ActionTypes } from './actions.js';
import { itemsOf } from './batch.js';
import { keepConsent } from './consent.js';
import { importFile, type ImportOptions, type ImportReport } from './import-file.js';
import { readItem } from './read-item.js';
import { storeEvents, type StoreParts } from './store-events.js';

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
  /**
   * Who sends them, where that is known for sure: an item that names another user is rejected. Null: one who may not
   * say who a shopper is, so an item that names any user is rejected.
   */
  readonly userId?: string | null;
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

export interface EventsParts extends StoreParts {
  readonly clock: Clock;
  /** What the shop's own names of actions mean. */
  readonly actions: Readonly<Record<string, EventType>>;
  /** Ends the cursors of orders made under these keys. */
  readonly forgetOrders: (keys: readonly string[]) => void;
  /** Told of every batch. */
  readonly onIngest?: (answer: IngestAnswer) => void;
}

export function createEvents(parts: EventsParts): Events {
  const typeOf = actionTypes(parts.actions);
  return {
    ingest: async (body, options) => {
      const answer = await ingest(itemsOf(body), { ...parts, typeOf }, options);
      parts.onIngest?.(answer);
      return answer;
    },
    importFile: (file, options) => importFile({ ...parts, typeOf }, file, options),
  };
}

/** An event that is not kept under a name, and not without one either. */
const REFUSED: FieldError = { path: '', message: 'the shopper does not allow that what they do is kept' };

async function ingest(
  items: readonly unknown[],
  parts: EventsParts & { typeOf: ActionTypes },
  options: IngestOptions | undefined,
): Promise<IngestAnswer> {
  const now = parts.clock.now();
  const read = items.map((item) => readItem(item, parts.typeOf, now, options?.userId));
  // A consent counts for everything that came with it.
  for (const each of read)
    if ('consent' in each)
      await keepConsent(parts.store, parts.forgetOrders, each.keys, each.consent, options);
  const events = read.flatMap((each) => ('event' in each ? [each.event] : []));
  const stored = (await storeEvents(events, parts, options)).values();
  const answers = read.map((each, index): ItemAnswer => {
    if ('error' in each) return { index, status: 'rejected', error: each.error };
    if ('consent' in each) return { index, status: 'accepted' };
    const status = stored.next().value ?? 'refused';
    if (status === 'refused') return { index, status: 'rejected', error: REFUSED };
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
