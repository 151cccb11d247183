/**
 * A foreign process that holds an SQLite file, as a backup or a curious person does; lets go when its input ends.
 * Ends with 1 where it cannot have the file.
 */
import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';

const db = new Database(process.argv[2], { fileMustExist: true, timeout: 0 });
try {
  db.exec('BEGIN EXCLUSIVE');
  writeSync(1, 'held\n');
  process.stdin.resume().once('end', () => db.close());
} catch {
  process.exitCode = 1;
}
