#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { isAisleError } from '../base/index.js';
import { benchCommand } from './commands/bench.js';
import { catalogCommand } from './commands/catalog.js';
import { demoCommand } from './commands/demo.js';
import { evaluateCommand } from './commands/evaluate.js';
import { eventsCommand } from './commands/events.js';
import { followCommand } from './commands/follow.js';
import { generationsCommand } from './commands/generations.js';
import { modelCommand } from './commands/model.js';
import { reindexCommand } from './commands/reindex.js';
import { searchCommand } from './commands/search.js';
import { serveCommand } from './commands/serve.js';
import { settingsCommand } from './commands/settings.js';
import { usersCommand } from './commands/users.js';

const FAILED = 1;
const BAD_USAGE = 2;

const program = new Command('aisle')
  .description('Search for online shops: words, meaning and the shopper, fused for each query.')
  .option('--config <file>', 'config file (default: aisle.config.json where it exists)')
  .option('--data <dir>', 'folder that holds everything the installation stores (default: .aisle)')
  .option('--json', 'print JSON for machines')
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

for (const command of [
  demoCommand(),
  catalogCommand(),
  modelCommand(),
  reindexCommand(),
  followCommand(),
  generationsCommand(),
  serveCommand(),
  searchCommand(),
  eventsCommand(),
  usersCommand(),
  evaluateCommand(),
  benchCommand(),
  settingsCommand(),
]) {
  program.addCommand(command);
}
for (const command of everyCommand(program)) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Prints an error for a person, never a stack trace; answers the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`aisle: ${message}\n`);
  return isAisleError(error) && (error.code === 'bad_request' || error.code === 'bad_config')
    ? BAD_USAGE
    : FAILED;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
