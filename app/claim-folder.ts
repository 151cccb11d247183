import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AisleError, isAisleError } from '../base/index.js';
import { takeLock } from '../indexer/index.js';
import type { Config } from './config.js';

/** The right to be the one server of a data folder, or, over a search cluster, the one that works off its jobs. */
export interface Claim {
  /** Says who has the jobs of the folder; undefined: this server. */
  readonly jobsOf?: () => string;
  /** Says where the server is, for those who come later. */
  tell(url: string): void;
  /** Lets go of it. A killed server's comes free by itself. */
  release(): void;
}

const holderSchema = z.object({ pid: z.int(), url: z.string().optional() });

/**
 * Claims the data folder for a server: one process applies the live updates of an installation on one machine, and works
 * off its jobs. Over a search cluster several servers may share a folder: all but the first have no jobs. Else throws
 * `conflict` that says who holds it.
 */
export function claimFolder({ data, lexical }: Config): Claim {
  const note = join(data, 'serve.json');
  const release = take(join(data, 'serve.lock'));
  if (release === undefined && lexical.engine !== 'embedded') {
    return { jobsOf: () => holderOf(note), tell: () => undefined, release: () => undefined };
  }
  if (release === undefined) {
    const message = `${data} is served by ${holderOf(note)}: stop it, or serve another data folder`;
    throw new AisleError('conflict', message);
  }
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

/** Undefined where another process has it. */
function take(lock: string): (() => void) | undefined {
  try {
    return takeLock(lock, 'taken');
  } catch (error) {
    if (isAisleError(error) && error.code === 'conflict') return undefined;
    throw error;
  }
}

function holderOf(note: string): string {
  const holder = readHolder(note);
  if (holder === undefined) return 'another process';
  return `the process ${holder.pid}${holder.url === undefined ? '' : ` at ${holder.url}`}`;
}

function readHolder(note: string): z.infer<typeof holderSchema> | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(note, 'utf8')));
  } catch {
    return undefined;
  }
}
