import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { AisleError, isAisleError } from '../../base/index.js';
import type { Aisle, FollowReport } from '../../app/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { print, printJson, progressReporter } from '../output.js';
import { integer } from '../parse.js';
import { printReport } from './reindex.js';

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

async function followUntilStopped(
  aisle: Aisle,
  { every, full = false, force = false }: Options,
  json: boolean,
  signal: AbortSignal,
): Promise<void> {
  for (let first = true; ; first = false) {
    const progress = progressReporter(json || !first);
    try {
      const { onProgress } = progress;
      const report = await aisle
        .follow({ full: full && first, force, signal, onProgress })
        .finally(progress.stop);
      if (json) printJson(report);
      else if (first || report.generation !== undefined) say(report);
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

function say({ full, read, changed, deleted, generation }: FollowReport): void {
  const what = full ? 'the whole index' : 'the changes';
  print(`read ${what}: ${read} documents, ${changed} new or changed, ${deleted} gone`);
  if (generation === undefined) print('nothing to build: the live generation holds it all');
  else printReport(generation);
}

function expectPublished({ generation }: FollowReport): void {
  if (generation === undefined || generation.published) return;
  const { generation: id, findings } = generation;
  const message = `${id} is built, but not published: ${findings.join('; ')}; \`aisle generations publish ${id} --force\` publishes it all the same`;
  throw new AisleError('unprocessable', message);
}

function isPassing(error: unknown): boolean {
  return (
    isAisleError(error) &&
    ['unavailable', 'deadline_exceeded', 'conflict', 'unprocessable'].includes(error.code)
  );
}
