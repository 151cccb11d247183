// Where the files of a test run are: in memory where there is room. A search server waits for its disk several times for
// each index, and a build for each of its files; whoever is killed loses nothing by it that a disk would have kept.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const GB = 1024 ** 3;
/** Far more than is written: after an hour of tests a server has 11 MB. */
const ROOM = 2 * GB;
/** For the tests' processes and six servers beside these files. */
const FREE = 8 * GB;
const NAME = 'aisle-test-';

/**
 * A folder in memory that goes with this process.
 * @returns {string | undefined} undefined: there is no room, or nothing may be started from there
 */
export function memoryFolder() {
  if (!hasRoom()) return undefined;
  removeLeft();
  const folder = mkdtempSync(join(MEMORY, `${NAME}${process.pid}-`));
  process.on('exit', () => remove(folder));
  // Nobody, as whom root runs the servers, may pass through it.
  chmodSync(folder, 0o711);
  if (canStart(folder)) return folder;
  remove(folder);
  return undefined;
}

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM && freemem() >= FREE;
  } catch {
    return false;
  }
}

/** A server loads libraries that it puts there; it cannot where the system lets nothing run from memory (`noexec`). */
function canStart(folder) {
  const file = join(folder, 'starts');
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o700 });
  const { status } = spawnSync(file);
  rmSync(file);
  return status === 0;
}

/** By runs that were killed: it would fill the memory. */
function removeLeft() {
  for (const name of readdirSync(MEMORY)) {
    const pid = new RegExp(`^${NAME}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) remove(join(MEMORY, name));
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** What has just been killed may still be writing; what is another user's, or mounted, stays. */
function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  } catch {
    // No reason to fail a run.
  }
}
