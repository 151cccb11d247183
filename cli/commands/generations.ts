import type { Command } from 'commander';
import { AisleError } from '../../base/index.js';
import { modelOf, type Generations, type GenerationSummary } from '../../indexer/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { print, printJson, table } from '../output.js';
import { byDefault, integer, share } from '../parse.js';
import { compareCommand } from './compare.js';

export function generationsCommand(command: Command): void {
  byDefault(command.command('list', { isDefault: true }))
    .description('every generation, newest first')
    .action(async (_: unknown, self: Command) => {
      const all = await withAisle(configOf(self), (aisle) => aisle.generations.list());
      if (globals(self).json === true) return printJson(all);
      print(
        all.length === 0
          ? 'No generation yet: run `aisle reindex FILE`.'
          : table(
              ['', 'generation', 'built', 'products', 'model', 'state'],
              all.map((g) => [g.live ? '●' : '', g.id, g.builtAt, g.products, g.model, stateOf(g)]),
            ),
      );
    });
  command
    .command('show')
    .description('everything that is known of a generation')
    .argument('<id>')
    .action(async (id: string, _: unknown, self: Command) => {
      printJson(await withAisle(configOf(self), (aisle) => aisle.generations.show(id)));
    });
  command
    .command('publish')
    .description('make a generation live; ends the canary')
    .argument('<id>')
    .option('--force', 'publish though its verification failed; logged')
    .action(async (id: string, options: { force?: boolean }, self: Command) => {
      const config = configOf(self);
      const model = await withAisle(config, async (aisle) => {
        await aisle.generations.publish(id, { force: options.force === true });
        return modelOf(await aisle.generations.show(id));
      });
      const other = model === config.embedder.model ? '' : `; ${keepModel(model)}`;
      done(self, { generation: id, published: true, model }, `${id} is live${other}`);
    });
  command
    .command('canary')
    .description('let a generation answer a share of the traffic beside the live one, or end that')
    .argument('[id]')
    .option('--share <share>', 'of the shoppers, 0 to 1; a greater one only adds some', share('--share'))
    .option('--stop', 'the live generation answers everybody again')
    .option('--force', 'though its verification failed; logged')
    .action(async (id: string | undefined, options: CanaryOptions, self: Command) => {
      await withAisle(configOf(self), (aisle) => changeCanary(aisle.generations, id, options, self));
    });
  command
    .command('drop')
    .description('remove a generation that is neither live nor the canary nor the one before')
    .argument('<id>')
    .action(async (id: string, _: unknown, self: Command) => {
      await withAisle(configOf(self), (aisle) => aisle.generations.drop(id));
      done(self, { removed: [id] }, `removed ${id}`);
    });
  compareCommand(
    command
      .command('compare')
      .description('how a generation answers against another, before shoppers see it'),
  );
  command
    .command('rollback')
    .description('go back to the generation that was live before')
    .action(async (_: unknown, self: Command) => {
      const live = await withAisle(configOf(self), (aisle) => aisle.generations.rollback());
      done(self, { generation: live, published: true }, `${live} is live again`);
    });
  command
    .command('prune')
    .description('remove old generations; never the live one, the one before it or the canary')
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
}

interface CanaryOptions {
  readonly share?: number;
  readonly stop?: boolean;
  readonly force?: boolean;
}

async function changeCanary(
  generations: Generations,
  id: string | undefined,
  { share: wanted, stop, force }: CanaryOptions,
  self: Command,
): Promise<void> {
  if ((wanted === undefined) === (stop !== true)) {
    throw new AisleError('bad_request', 'canary: expected either --share or --stop');
  }
  if (wanted === undefined) {
    const stopped = await generations.stopCanary(id);
    done(self, { canary: null, stopped }, `${stopped} answers nobody any more`);
    return;
  }
  if (id === undefined) throw new AisleError('bad_request', 'canary: expected the id of a generation');
  await generations.canary(id, { share: wanted, force: force === true });
  done(
    self,
    { canary: { generation: id, share: wanted } },
    `${id} answers ${percent(wanted)} of the shoppers`,
  );
}

function stateOf({ state, share: part }: GenerationSummary): string {
  return part === undefined ? state : `${state} ${percent(part)}`;
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(2))}%`;
}

/** Else the next reindex would take the model back. */
function keepModel(model: string): string {
  return `set embedder.model (AISLE_EMBEDDER_MODEL) to ${model}, so that the next reindex builds with it too`;
}

function done(command: Command, json: unknown, line: string): void {
  if (globals(command).json === true) printJson(json);
  else print(line);
}
