import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { isAisleError } from '../../base/index.js';
import type { Aisle, FollowReport } from '../../app/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { print, printJson } from '../output.js';
import { integer } from '../parse.js';
import { progressReporter } from '../progress.js';
import { notPublished, printReport } from './reindex.js';

interface Options {
  every?: number;
  full?: boolean;
  force?: boolean;
}

export function followCommand(command: Command): void {
  command
    .option('--every <seconds>', 'go on: look again so long after each look', integer('--every', 1))
    .option('--full', 'read the whole index though a checkpoint is known: only so are deletions found')
    .option('--force', 'publish even when the verification finds something')
    .action(async (options: Options, command: Command) => {
      const json = globals(command).json === true;
      const stop = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
      await withAisle(configOf(command), (aisle) => followUntilStopped(aisle, options, json, stop.signal));
    });
}

/** Looks once, or again and again until the signal; `full` is asked for until a look that read everything succeeds. */
export async function followUntilStopped(
  aisle: Pick<Aisle, 'follow' | 'log'>,
  { every, full: wanted = false, force = false }: Options,
  json: boolean,
  signal: AbortSignal,
): Promise<void> {
  let full = wanted;
  for (let first = true; ; first = false) {
    const progress = progressReporter(json || !first);
    try {
      const { onProgress } = progress;
      const report = await aisle.follow({ full, force, signal, onProgress }).finally(progress.stop);
      full = false;
      if (json) printJson(report);
      else if (first || didSomething(report)) say(report);
      expectPublished(report);
    } catch (error) {
      if (every !== undefined && signal.aborted) return;
      // A server that is away for a while does not end the following; a mistake of the settings does.
      if (every === undefined || !isPassing(error)) throw error;
      aisle.log.warn({ err: error }, 'the index could not be followed; the next look goes on');
    }
    if (every === undefined) return;
    await wait(every * 1_000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

function didSomething({ generation, earlier }: FollowReport): boolean {
  return generation !== undefined || earlier?.standing === 'published';
}

function say({ full, read, changed, deleted, generation, earlier }: FollowReport): void {
  const what = full ? 'the whole index' : 'the changes';
  print(`read ${what}: ${read} documents, ${changed} new or changed, ${deleted} gone`);
  if (generation !== undefined) printReport(generation);
  if (earlier !== undefined) print(`nothing to build: ${holder(earlier)}`);
}

function holder({ generation, standing }: NonNullable<FollowReport['earlier']>): string {
  switch (standing) {
    case 'live':
      return 'the live generation holds it all';
    case 'published':
      return `${generation}, built by an earlier look, holds it all and is live now`;
    case 'unpublished':
      return `${generation}, built by an earlier look, holds it all`;
    case 'replaced':
      return `${generation} holds it all, but is not live any more: another was made live after it; \`aisle generations publish ${generation}\` brings it back, or else the next change is built and published`;
  }
}

function expectPublished({ generation, earlier }: FollowReport): void {
  if (generation?.published === false) throw notPublished(generation.generation, generation.findings);
  if (earlier?.standing === 'unpublished') throw notPublished(earlier.generation, earlier.findings);
}

function isPassing(error: unknown): boolean {
  return (
    isAisleError(error) &&
    ['unavailable', 'deadline_exceeded', 'conflict', 'unprocessable'].includes(error.code)
  );
}
