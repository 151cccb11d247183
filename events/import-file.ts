import { AisleError, type CallOptions, type Clock, type FieldError, type OnProgress } from '../base/index.js';
import type { ShopperEvent } from '../engines/state/index.js';
import type { ActionTypes } from './actions.js';
import { keepConsent } from './consent.js';
import { fileLines } from './lines.js';
import { readItem, type ReadItem } from './read-item.js';
import { storeEvents, type StoreParts } from './store-events.js';

export interface ImportOptions extends CallOptions {
  readonly onProgress?: OnProgress;
}

/** What an import did, by line. Nothing of the lines themselves is told: they are about people. */
export interface ImportReport {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Events that their shopper does not allow to be kept, and the shop does not keep without a name. */
  readonly refused: number;
  /** Why lines were rejected, the most frequent reason first, each with its first lines (from 1). */
  readonly reasons: readonly {
    readonly reason: string;
    readonly count: number;
    readonly lines: readonly number[];
  }[];
}

/** Durable at once: a batch costs one write to the disk. Events. */
const BATCH = 500;
const EXAMPLES = 5;

/** Reads an NDJSON file of UBI events and queries into the store; memory stays flat. Run again it stores nothing twice. */
export async function importFile(
  parts: StoreParts & {
    readonly clock: Clock;
    readonly typeOf: ActionTypes;
    readonly forgetOrders: (keys: readonly string[]) => void;
  },
  file: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { store, clock, typeOf, forgetOrders } = parts;
  const { size, bytesRead, lines } = await fileLines(file);
  const reasons = new Map<string, { reason: string; count: number; lines: number[] }>();
  let accepted = 0;
  let duplicates = 0;
  let refused = 0;
  let line = 0;
  let batch: ShopperEvent[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    for (const status of await storeEvents(batch, parts, options)) {
      if (status === 'accepted') accepted++;
      else if (status === 'duplicate') duplicates++;
      else refused++;
    }
    batch = [];
    options.onProgress?.({ stage: 'events', done: bytesRead(), total: size, unit: 'bytes' });
  };
  for await (const text of lines) {
    line++;
    if (options.signal?.aborted === true)
      throw new AisleError('deadline_exceeded', `the import was cancelled after ${accepted} events`);
    if (text?.trim() === '') continue;
    const read = readLine(text, typeOf, clock.now());
    if ('error' in read) count(reasons, read.error, line);
    else if ('consent' in read) {
      // It counts for what follows it in the file.
      await flush();
      await keepConsent(store, forgetOrders, read.keys, read.consent, options);
      accepted++;
    } else if (batch.push(read.event) >= BATCH) await flush();
  }
  await flush();
  const listed = [...reasons.values()].sort((a, b) => b.count - a.count);
  const rejected = listed.reduce((sum, { count: each }) => sum + each, 0);
  return { accepted, duplicates, rejected, refused, reasons: listed };
}

function readLine(text: string | undefined, typeOf: ActionTypes, now: number): ReadItem {
  if (text === undefined) return { error: { path: '', message: 'the line is longer than 1 MiB' } };
  let item: unknown;
  try {
    item = JSON.parse(text);
  } catch {
    return { error: { path: '', message: 'expected a line of JSON' } };
  }
  return readItem(item, typeOf, now);
}

function count(
  reasons: Map<string, { reason: string; count: number; lines: number[] }>,
  { path, message }: FieldError,
  line: number,
): void {
  const reason = path === '' ? message : `${path}: ${message}`;
  const known = reasons.get(reason) ?? { reason, count: 0, lines: [] };
  known.count++;
  if (known.lines.length < EXAMPLES) known.lines.push(line);
  reasons.set(reason, known);
}
