import type { Command } from 'commander';
import { AisleError, isRecord } from '../../base/index.js';
import { differenceOf, parseDraft, type ListDifference, type VersionSummary } from '../../rankings/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { print, printJson, table } from '../output.js';
import { byDefault, integer, readJson } from '../parse.js';

interface PutOptions {
  readonly name?: string;
  readonly note?: string;
  readonly base?: number;
  readonly promote?: boolean;
}

export function rankingsCommand(command: Command): void {
  byDefault(command.command('list', { isDefault: true }))
    .description('every ranking, or the versions of one, newest first')
    .argument('[name]')
    .action(async (name: string | undefined, _: unknown, self: Command) => {
      const config = configOf(self);
      if (name === undefined) {
        const all = await withAisle(config, ({ rankings }) => rankings.list());
        if (globals(self).json === true) return printJson(all);
        return print(
          table(
            ['ranking', 'live', 'newest'],
            all.map((one) => [one.name, String(one.live ?? ''), String(one.newest)]),
          ),
        );
      }
      const history = await withAisle(config, ({ rankings }) => rankings.history(name));
      if (globals(self).json === true) return printJson(history);
      print(
        table(
          ['', 'version', 'written', 'by', 'note'],
          history.map((one) => [
            one.live ? '●' : '',
            String(one.version),
            one.time ?? 'shipped',
            one.author ?? '',
            one.note ?? '',
          ]),
        ),
      );
    });
  command
    .command('show')
    .description('everything that a version says')
    .argument('<ranking>', 'name, or name@version')
    .action(async (reference: string, _: unknown, self: Command) => {
      printJson(await withAisle(configOf(self), ({ rankings }) => rankings.show(reference)));
    });
  command
    .command('put')
    .description('a new version from a JSON file; what it leaves out is as in the newest version')
    .argument('<file>')
    .option('--name <name>', "the ranking (default: the file's own name field, else default)")
    .option('--note <text>', 'why, for the history')
    .option('--base <version>', 'fails when this is not the newest version', integer('--base', 1))
    .option('--promote', 'live at once')
    .action(async (file: string, { name, ...options }: PutOptions, self: Command) => {
      const draft = await parseDraft(withoutHistory(await readJson('put', file)));
      const named = name === undefined ? draft : { ...draft, name };
      const made = await withAisle(configOf(self), ({ rankings }) => rankings.put(named, options));
      done(self, made, `${label(made)} is ${made.live ? 'live' : 'a draft'}`);
    });
  command
    .command('promote')
    .description('make a version live: the next search uses it')
    .argument('<ranking>', 'name@version')
    .action(async (reference: string, _: unknown, self: Command) => {
      const [, name, version] = /^(.+)@(\d{1,9})$/.exec(reference) ?? [];
      if (name === undefined) throw new AisleError('bad_request', 'promote: expected name@version');
      const live = await withAisle(configOf(self), ({ rankings }) => rankings.promote(name, Number(version)));
      done(self, live, `${label(live)} is live`);
    });
  command
    .command('rollback')
    .description('make live what was live before')
    .argument('[name]', '', 'default')
    .action(async (name: string, _: unknown, self: Command) => {
      const live = await withAisle(configOf(self), ({ rankings }) => rankings.rollback(name));
      done(self, live, `${label(live)} is live again`);
    });
  command
    .command('diff')
    .description('what changed from one version to another')
    .argument('<from>', 'name, or name@version')
    .argument('<to>', 'name, or name@version')
    .action(async (from: string, to: string, _: unknown, self: Command) => {
      const [before, after] = await withAisle(configOf(self), async ({ rankings }) => [
        await rankings.show(from),
        await rankings.show(to),
      ]);
      const found = differenceOf(before, after);
      if (globals(self).json === true) return printJson(found);
      const lines = [
        ...found.profile.map(({ path, from, to }) => `${path}: ${shown(from)} → ${shown(to)}`),
        ...listLines('synonym', found.synonyms),
        ...listLines('stop word', found.stopWords),
        ...listLines('rule', found.rules),
      ];
      print(lines.length === 0 ? 'no difference' : lines.join('\n'));
    });
}

/** What `show` prints may be edited and put: what it says of a version is not what the version says. */
function withoutHistory(json: unknown): unknown {
  if (!isRecord(json)) return json;
  const { version: _version, time: _time, author: _author, note: _note, live: _live, ...content } = json;
  return content;
}

function listLines(what: string, { added, removed, changed }: ListDifference): string[] {
  return [
    ...added.map((id) => `+ ${what} ${id}`),
    ...removed.map((id) => `- ${what} ${id}`),
    ...changed.map((id) => `~ ${what} ${id}`),
  ];
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

function label({ name, version }: VersionSummary): string {
  return `${name}@${version}`;
}

function done(command: Command, json: unknown, line: string): void {
  if (globals(command).json === true) printJson(json);
  else print(line);
}
