import type { Command } from 'commander';
import { claimFolder, type Aisle, type Claim } from '../../app/index.js';
import { listen } from '../../server/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { print, printJson } from '../output.js';
import { integer } from '../parse.js';

export function serveCommand(command: Command): void {
  command
    .option('--port <port>', 'port (default 7700)', integer('--port'))
    .option('--host <host>', 'address (default 127.0.0.1)')
    .action(async (options: { port?: number; host?: string }, command: Command) => {
      const config = configOf(command, { 'server.port': options.port, 'server.host': options.host });
      await withAisle(config, (aisle) => serveUntilStopped(aisle, globals(command).json === true));
    });
}

/** Serves until SIGINT or SIGTERM, then drains. */
export async function serveUntilStopped(aisle: Aisle, json: boolean): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const claim = claimFolder(aisle.config);
  try {
    await serve(aisle, json, stopped, claim);
  } finally {
    claim.release();
  }
}

async function serve(aisle: Aisle, json: boolean, stopped: Promise<void>, claim: Claim): Promise<void> {
  // Before anybody asks: the first query need not wait for its model.
  const readiness = await aisle.readiness();
  if (claim.jobsOf === undefined) await aisle.jobs.resume();
  else aisle.jobs.leaveTo(claim.jobsOf);
  const server = await listen(aisle);
  claim.tell(server.url);
  if (json) {
    printJson({ url: server.url, ...readiness });
  } else {
    const open =
      'no keys are configured: everybody on this machine may do everything, and it listens on the loopback alone';
    print(`Aisle is at ${server.url}${aisle.keys.demanded() ? '' : `  (${open})`}`);
    if (!readiness.ready) print(`Not ready: ${readiness.reason ?? ''}`);
  }
  await stopped;
  await server.close();
}
