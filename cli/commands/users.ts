import type { Command } from 'commander';
import { AisleError, systemClock } from '../../base/index.js';
import { createUserTokens } from '../../shoppers/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { print, printJson, table } from '../output.js';
import { integer } from '../parse.js';

/** A shopper's key as the store knows it: `user:`, `client:` or `session:`; a bare id means a user. */
function shopperKey(id: string): string {
  return /^(user|client|session):/.test(id) ? id : `user:${id}`;
}

export function usersCommand(command: Command): void {
  command
    .command('token')
    .description('a signed user token (header Aisle-User-Token), as the server of the shop would make it')
    .argument('<id>')
    .option('--minutes <n>', 'how long it is valid, at most 1440', integer('--minutes', 1), 60)
    .action(async (id: string, { minutes }: { minutes: number }, self: Command) => {
      const { shoppers } = configOf(self);
      const tokens = createUserTokens({
        secrets: shoppers.tokenSecrets,
        shop: shoppers.shop,
        clock: systemClock,
      });
      const token = await tokens.mint(id, minutes);
      if (globals(self).json === true) printJson({ token });
      else print(token);
    });
  command
    .command('show')
    .argument('<id>')
    .action(async (id: string, _: unknown, self: Command) => {
      const { events } = await withAisle(configOf(self), (aisle) => aisle.store.history(shopperKey(id), 20));
      if (globals(self).json === true) return printJson(events);
      if (events.length === 0) return print(`nothing is known about ${id}`);
      print(
        table(
          ['when', 'what', 'product'],
          events.map((e) => [new Date(e.time).toISOString(), e.type, e.productId]),
        ),
      );
    });
  command
    .command('export')
    .description('everything stored about the shopper, as JSON')
    .argument('<id>')
    .action(async (id: string, _: unknown, self: Command) => {
      printJson(await withAisle(configOf(self), (aisle) => aisle.store.exportShopper(shopperKey(id))));
    });
  command
    .command('erase')
    .description('remove everything stored about the shopper')
    .argument('<id>')
    .action(async (id: string, _: unknown, self: Command) => {
      const erased = await withAisle(configOf(self), (aisle) => aisle.store.eraseShopper(shopperKey(id)));
      if (erased === 0) throw new AisleError('not_found', `nothing is known about ${id}`);
      if (globals(self).json === true) printJson({ erased });
      else print(`${erased} events erased`);
    });
}
