/**
 * The writer's thread: group commit. While one commit waits for the disk, the writes that arrive wait in the
 * port; the next commit takes them all. So a lone write waits for nobody, and many share one fsync.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Commit } from '../commit.js';
import { toPlain, type PlainError } from './errors.js';
import { openForWriting } from './schema.js';
import { prepareWrites, type Write, type WriteResult } from './writes.js';

export interface WriterData {
  readonly file: string;
  /** Milliseconds that a write waits for another process's lock. */
  readonly busyTimeout: number;
}

export type Request = { readonly id: number; readonly write: Write } | { readonly close: true };

export type Reply =
  | { readonly ready: true }
  | { readonly failed: PlainError }
  | { readonly committed: Commit }
  | { readonly id: number; readonly result: WriteResult }
  | { readonly id: number; readonly error: PlainError };

/** Writes in one commit at most: bounds what one full disk or one lock can refuse together. */
const MAX_GROUP = 1_000;

if (parentPort === null) throw new Error('this file is a worker thread');
const port = parentPort;
const { file, busyTimeout } = workerData as WriterData;
const queue: { id: number; write: Write }[] = [];
let scheduled = false;
let closing = false;

const reply = (message: Reply): void => port.postMessage(message);

try {
  start();
} catch (error) {
  reply({ failed: toPlain(error, file) });
  port.close();
}

function start(): void {
  const db = openForWriting(file, busyTimeout);
  const run = prepareWrites(db);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  // Nested, better-sqlite3 makes this a savepoint: one failing write leaves the others of its group.
  const alone = db.transaction(run);

  const flush = (): void => {
    scheduled = false;
    const group = queue.splice(0, MAX_GROUP);
    if (group.length > 0) commitGroup(group);
    if (queue.length > 0) schedule();
    else if (closing) {
      db.close();
      port.close();
    }
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };

  const commitGroup = (group: readonly { id: number; write: Write }[]): void => {
    const replies: Reply[] = [];
    const start = performance.now();
    const told = (failed: boolean): void =>
      reply({ committed: { writes: group.length, ms: performance.now() - start, failed } });
    try {
      begin.run();
      for (const { id, write } of group) {
        try {
          replies.push({ id, result: alone(write) });
        } catch (error) {
          // A full disk makes SQLite roll the whole transaction back: then nothing of the group stands.
          if (!db.inTransaction) throw error;
          replies.push({ id, error: toPlain(error, file) });
        }
      }
      commit.run();
    } catch (error) {
      if (db.inTransaction) rollback.run();
      const plain = toPlain(error, file);
      told(true);
      for (const { id } of group) reply({ id, error: plain });
      return;
    }
    // Told only now: acknowledged means on the disk.
    told(false);
    for (const message of replies) reply(message);
    if (group.some(({ write }) => write.op === 'erase' || write.op === 'sweep')) purgeLog();
  };
  /** Erased text must not stay in the write-ahead log; a reader in the way leaves it for the next checkpoint. */
  const purgeLog = (): void => {
    try {
      db.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // The erasure itself is committed; the log is reused or truncated at the next checkpoint or close.
    }
  };

  port.on('message', (request: Request) => {
    if ('close' in request) closing = true;
    else queue.push(request);
    schedule();
  });
  reply({ ready: true });
}
