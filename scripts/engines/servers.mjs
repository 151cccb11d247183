// Starts and stops servers. Each has a folder of its own, which is thrown away.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elasticsearch } from './elasticsearch.mjs';
import { installServer, isInstalled } from './install.mjs';
import { findJdk } from './java.mjs';
import { KINDS } from './kinds.mjs';
import { openSearch } from './opensearch.mjs';
import { killGroup, releaseProcess, startProcess } from './process.mjs';

/** MB. */
const HEAP = 512;

/**
 * @typedef {object} Started
 * @property {string} name
 * @property {string} address `http://127.0.0.1:9200`
 * @property {number[]} pids each the leader of a process group
 * @property {string} folder
 * @property {() => Promise<void>} stop kills it and removes its folder
 */

/**
 * Why a server cannot be started on this machine without a download; undefined when it can.
 * @param {import('./kinds.mjs').Kind} kind
 */
export function whyNot(kind) {
  const jdk = findJdk();
  if ('why' in jdk) return jdk.why;
  return isInstalled(kind) ? undefined : 'is not installed; run `npm run engine:install`';
}

/**
 * @param {import('./kinds.mjs').Kind} kind
 * @param {{ port?: number, heap?: number, lean?: boolean }} [options] the HTTP port, by default one that is free; the
 * heap in MB; lean: see jvmOptions
 * @returns {Promise<Started>}
 */
export async function startServer(kind, { port = 0, heap = HEAP, lean = false } = {}) {
  const home = await installServer(kind);
  const folder = newFolder(kind);
  try {
    const node = { home, jdk: jdkHome(), folder, port, heap, lean };
    const { pid, address, exited } = await startProcess(
      kind === 'os' ? openSearch(node) : elasticsearch(node),
    );
    const stop = async () => {
      killGroup(pid);
      await exited;
      removeFolder(folder);
    };
    return { name: KINDS[kind].name, address, pids: [pid], folder, stop };
  } catch (error) {
    removeFolder(folder);
    throw error;
  }
}

export function jdkHome() {
  const jdk = findJdk();
  if ('why' in jdk) throw new Error(jdk.why);
  return jdk.home;
}

/** Folders that go with this process. */
const owned = new Set();
// The processes in them have been killed by then: the listener of process.mjs is the older one.
process.on('exit', () => owned.forEach(removeFolder));

/** A folder that goes with this process, unless it is released. Nobody may pass through it to a node's own. */
export function newFolder(kind) {
  const folder = mkdtempSync(join(tmpdir(), `aisle-${kind}-`));
  owned.add(folder);
  chmodSync(folder, 0o711);
  return folder;
}

/** Lets a server outlive this process. */
export function release({ pids, folder }) {
  pids.forEach(releaseProcess);
  owned.delete(folder);
}

/** A server that has just been killed may still be writing. */
export function removeFolder(folder) {
  owned.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
