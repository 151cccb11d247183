#!/usr/bin/env node
import { Command, CommanderError, Help } from 'commander';
import { isAisleError } from '../base/index.js';
import { COMMANDS } from './commands.js';

const FAILED = 1;
const BAD_USAGE = 2;

const usual = new Help();
const program = new Command('aisle')
  .description('Search for online shops: words, meaning and the shopper, fused for each query.')
  .option('--config <file>', 'config file (default: aisle.config.json where it exists)')
  .option('--data <dir>', 'folder that holds everything the installation stores (default: .aisle)')
  .option('--json', 'print JSON for machines')
  .exitOverride()
  .configureHelp({
    showGlobalOptions: true,
    optionDescription: (option) => {
      const said = usual.optionDescription(option);
      return option.mandatory ? `${said} (required)` : said;
    },
  });

// What a command takes and does is loaded when it is called, or asked for its help.
const commands = new Map(COMMANDS.map((known) => [known.name, known]));
for (const { name, description } of COMMANDS) program.command(name).description(description);
program
  .helpCommand(false)
  .hook('preSubcommand', async (_, command) => {
    const define = await commands.get(command.name())?.load();
    define?.(command);
  })
  .command('help [command...]')
  .description('help for a command')
  .action(async (names: readonly string[]) => {
    const [name] = names;
    if (name !== undefined && !commands.has(name)) program.error(`error: unknown command '${name}'`);
    await program.parseAsync([...names, '--help'], { from: 'user' });
  });

// Who reads may have enough (`aisle users export ann | head`): the command goes on to its end, and nobody is told of it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

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
