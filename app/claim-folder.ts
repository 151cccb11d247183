import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AisleError, isAisleError } from '../base/index.js';
import { takeLock } from '../indexer/index.js';
import type { Config } from './config.js';

/** The right to be the one server of a data folder. */
export interface Claim {
  /** Says where the server is, for those who come later. */
  tell(url: string): void;
  /** Lets go of it. A killed server's comes free by itself. */
  release(): void;
}

const holderSchema = z.object({ pid: z.int(), url: z.string().optional() });

/**
 * Claims the data folder for a server: one process applies the live updates of an installation on one machine. Servers
 * over a search cluster share what they have, and claim nothing. Throws `conflict` that says who holds it.
 */
export function claimFolder({ data, lexical }: Config): Claim {
  if (lexical.engine !== 'embedded') return { tell: () => undefined, release: () => undefined };
  const note = join(data, 'serve.json');
  const release = take(join(data, 'serve.lock'), data, note);
  const write = (holder: z.infer<typeof holderSchema>) => writeFileSync(note, JSON.stringify(holder));
  write({ pid: process.pid });
  return {
    tell: (url) => write({ pid: process.pid, url }),
    release: () => {
      rmSync(note, { force: true });
      release();
    },
  };
}

function take(lock: string, data: string, note: string): () => void {
  try {
    return takeLock(lock, 'taken');
  } catch (error) {
    if (!isAisleError(error) || error.code !== 'conflict') throw error;
    const holder = readHolder(note);
    const at = holder?.url === undefined ? '' : ` at ${holder.url}`;
    const who = holder === undefined ? 'another process' : `the process ${holder.pid}${at}`;
    throw new AisleError('conflict', `${data} is served by ${who}: stop it, or serve another data folder`, {
      cause: error,
    });
  }
}

function readHolder(note: string): z.infer<typeof holderSchema> | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(note, 'utf8')));
  } catch {
    return undefined;
  }
}
