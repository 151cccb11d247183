import { Command } from 'commander';
import { AisleError } from '../../base/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { print, printJson, table } from '../output.js';
import { integer } from '../parse.js';

export function generationsCommand(): Command {
  const command = new Command('generations').description('what was built, and what is live');
  command
    .command('list', { isDefault: true })
    .description('every generation, newest first')
    .action(async (_: unknown, self: Command) => {
      const all = await withAisle(configOf(self), (aisle) => aisle.generations.list());
      if (globals(self).json === true) return printJson(all);
      print(
        all.length === 0
          ? 'No generation yet: run `aisle reindex FILE`.'
          : table(
              ['', 'generation', 'built', 'products', 'model', 'state'],
              all.map((g) => [g.live ? '●' : '', g.id, g.builtAt, g.products, g.model, g.state]),
            ),
      );
    });
  command
    .command('show')
    .argument('<id>')
    .action(async (id: string, _: unknown, self: Command) => {
      printJson(await withAisle(configOf(self), (aisle) => aisle.generations.show(id)));
    });
  command
    .command('publish')
    .argument('<id>')
    .option('--force', 'publish though its verification failed; logged')
    .action(async (id: string, options: { force?: boolean }, self: Command) => {
      await withAisle(configOf(self), (aisle) =>
        aisle.generations.publish(id, { force: options.force === true }),
      );
      done(self, { generation: id, published: true }, `${id} is live`);
    });
  command
    .command('rollback')
    .description('go back to the generation that was live before')
    .action(async (_: unknown, self: Command) => {
      const live = await withAisle(configOf(self), (aisle) => aisle.generations.rollback());
      done(self, { generation: live, published: true }, `${live} is live again`);
    });
  command
    .command('prune')
    .description('remove old generations; never the live one or the one before it')
    .option('--keep <n>', 'how many to keep besides', integer('--keep'), 1)
    .action(async (options: { keep: number }, self: Command) => {
      const removed = await withAisle(configOf(self), (aisle) =>
        aisle.generations.prune({ keep: options.keep }),
      );
      done(self, { removed }, removed.length === 0 ? 'nothing to remove' : `removed ${removed.join(', ')}`);
    });
  command.on('command:*', ([name]: string[]) => {
    throw new AisleError('bad_request', `generations: unknown command ${name ?? ''}`);
  });
  return command;
}

function done(command: Command, json: unknown, line: string): void {
  if (globals(command).json === true) printJson(json);
  else print(line);
}
