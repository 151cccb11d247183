import { AisleError } from '../../../base/index.js';
import type { LoggedOp, Op } from '../op-log.js';

/** A mark in the log: see `OpLog.mark`. */
export interface Mark {
  readonly seq: number;
  readonly mark: true;
}

export type Entry = LoggedOp | Mark;

/** What a batch says of itself beside its entries. */
export interface BatchHead {
  /** Its place: batches are numbered from 1, without a gap. */
  readonly n: number;
  /** Numbers of the log that it takes: those between that it does not hold were folded into later ones. */
  readonly from: number;
  readonly upTo: number;
  /** Ops that it holds, marks not counted. */
  readonly count: number;
  /** Bytes of its entries as JSON. */
  readonly bytes: number;
}

/** What is appended in one step: one document of the log. */
export interface Batch extends BatchHead {
  /** Random: by it a writer that got no answer finds out whether its batch was written. */
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** One entry that is to be appended, as JSON without its number. */
export type Unnumbered = string;

export function opJson({ time, change }: Op): Unnumbered {
  return JSON.stringify({ time, change });
}

export const MARK_JSON: Unnumbered = JSON.stringify({ mark: true });

/** The document of a batch that begins with the number `from`. Each text is an entry, marks are {@link MARK_JSON}. */
export function newBatch(name: string, from: number, texts: readonly Unnumbered[]): string {
  const entries = texts.map((text, i) => `{"seq":${from + i},${text.slice(1)}`);
  const count = texts.filter((text) => text !== MARK_JSON).length;
  return documentOf({ name, from, upTo: from + texts.length - 1, count }, `[${entries.join(',')}]`);
}

/** The document of a batch with other entries than it had. */
export function changedBatch({ name, from, upTo }: Batch, entries: readonly Entry[]): string {
  const count = entries.filter(isOp).length;
  return documentOf({ name, from, upTo, count }, JSON.stringify(entries));
}

function documentOf(head: Pick<Batch, 'name' | 'from' | 'upTo' | 'count'>, entries: string): string {
  const { name, from, upTo, count } = head;
  const facts = JSON.stringify({ format: 1, name, from, upTo, count, bytes: Buffer.byteLength(entries) });
  return `${facts.slice(0, -1)},"entries":${entries}}`;
}

/** Throws `corrupt` for what is no batch of this version. */
export function readBatch(n: number, source: unknown): Batch {
  const head = readHead(n, source);
  const { format, name, entries } = source as Readonly<Record<string, unknown>>;
  if (format !== 1 || typeof name !== 'string' || !Array.isArray(entries)) throw damaged(n);
  return { ...head, name, entries: entries as Entry[] };
}

/** Throws `corrupt` for what is no batch of this version. */
export function readHead(n: number, source: unknown): BatchHead {
  const { from, upTo, count, bytes } = (source ?? {}) as Readonly<Record<string, unknown>>;
  if (!isCount(from) || !isCount(upTo) || !isCount(count) || !isCount(bytes)) throw damaged(n);
  return { n, from, upTo, count, bytes };
}

export function isOp(entry: Entry): entry is LoggedOp {
  return !('mark' in entry);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function damaged(n: number): AisleError {
  return new AisleError(
    'corrupt',
    `batch ${n} of the live updates is not one that this version of Aisle wrote`,
  );
}
