// A server's process: started as nobody where we are root, in a group of its own, and killed with all that it started.
import { spawn } from 'node:child_process';
import { chownSync, closeSync, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';

/** Milliseconds from the start of the process to a server that answers; a loaded machine with two cores takes 60,000. */
const READY_WITHIN = 240_000;
const POLL = 100;
const NOBODY = 65534;
const root = process.getuid?.() === 0;

/** Groups that die with this process, however it ends, a kill -9 apart. */
const owned = new Set();
process.on('exit', () => owned.forEach(killGroup));

/**
 * @typedef {object} Command
 * @property {string} command
 * @property {string[]} args
 * @property {Record<string, string>} env all of it: nothing is inherited but PATH
 * @property {string} folder belongs to the server; becomes nobody's where we are root
 * @property {string} portsFile the server writes its HTTP address here: `127.0.0.1:9200`
 * @property {string} ready answers 200 when the server can be used
 */

/**
 * Starts a server and waits until it answers.
 * @param {Command} what
 * @returns {Promise<{ pid: number, address: string, exited: Promise<void> }>}
 */
export async function startProcess({ command, args, env, folder, portsFile, ready }) {
  if (root) giveAway(folder);
  const log = openSync(join(folder, 'server.log'), 'a');
  const child = spawn(command, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env.PATH ?? '', ...env },
    ...(root ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  closeSync(log);
  let ended = '';
  const exited = new Promise((resolve) => {
    const end = (why) => {
      ended = why;
      owned.delete(child.pid);
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(`exit code ${code ?? signal}`));
  });
  if (child.pid !== undefined) owned.add(child.pid);
  const failed = (why) => {
    if (child.pid !== undefined) killGroup(child.pid);
    return new Error(`the server did not start: ${why}\n${tail(join(folder, 'server.log'))}`);
  };
  const deadline = Date.now() + READY_WITHIN;
  for (;;) {
    if (ended !== '') throw failed(ended);
    if (Date.now() > deadline) throw failed(`no answer within ${READY_WITHIN / 1000} s`);
    const address = readAddress(portsFile);
    if (address !== undefined && (await answers(address + ready))) {
      return { pid: /** @type {number} */ (child.pid), address, exited };
    }
    await pause(POLL);
  }
}

/** The process may outlive this one. */
export function releaseProcess(pid) {
  owned.delete(pid);
}

/** Kills at once: what a server keeps is thrown away. */
export function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(10_000) })).ok;
  } catch {
    return false;
  }
}

function readAddress(file) {
  try {
    const [first] = readFileSync(file, 'utf8').split('\n');
    return first === undefined || first === '' ? undefined : `http://${first}`;
  } catch {
    return undefined;
  }
}

function giveAway(path) {
  chownSync(path, NOBODY, NOBODY);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) giveAway(join(path, name));
}

/** The end of a log without the frames of its stack traces. */
function tail(file) {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return lines
      .filter((line) => !/\sat [\w.$/]+[(@]/.test(line))
      .slice(-20)
      .map((line) => line.slice(0, 300))
      .join('\n');
  } catch {
    return '';
  }
}
