import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Config } from '../../app/index.js';
import { AisleError } from '../../base/index.js';

const MAIN = join(import.meta.dirname, '..', '..', 'cli', 'main.js');
const WATCH = join(import.meta.dirname, 'watch.child.js');

/** What the server's process used; the delays of its event loop (milliseconds) since the last question. */
export interface Usage {
  /** Since its start, all threads together. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly loopP99: number;
  readonly loopMax: number;
}

export interface Served {
  readonly url: string;
  /** Milliseconds from the start of the process until it said that it is ready. */
  readonly readyMs: number;
  usage(): Promise<Usage>;
  /** Drains it and waits for its end. */
  stop(): Promise<void>;
}

/** `aisle serve` on a folder, in a process of its own, on any free port. Throws `unavailable` with its last words when it ends at once. */
async function serve(config: Config): Promise<Served> {
  const settings = join(config.data, 'bench-serve.json');
  const log = join(config.data, 'bench-serve.log');
  // The log of each request is part of what a request costs.
  await writeFile(settings, JSON.stringify({ ...config, log: { level: 'info' } }));
  const start = performance.now();
  const out = openSync(log, 'w');
  const args = ['--import', WATCH, MAIN, '--config', settings, 'serve', '--port', '0', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', out, 'ipc'] });
  closeSync(out);
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).on('line', (line) => {
        said += line;
        const [, found] = /"url": "([^"]+)"/.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      });
    void ended.then(async () =>
      reject(
        new AisleError('unavailable', `aisle serve ended: ${(await readFile(log, 'utf8')).slice(-500)}`),
      ),
    );
  });
  return {
    url,
    readyMs: performance.now() - start,
    usage: async () => {
      child.send('usage');
      const [usage] = (await once(child, 'message')) as [Usage];
      return usage;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Serves while `run` runs. */
export async function withServer<T>(config: Config, run: (served: Served) => Promise<T>): Promise<T> {
  const served = await serve(config);
  try {
    return await run(served);
  } finally {
    await served.stop();
  }
}
