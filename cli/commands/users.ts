import type { Command } from 'commander';
import { AisleError, systemClock } from '../../base/index.js';
import { createUserTokens, userKey } from '../../shoppers/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { minute, print, printJson, table } from '../output.js';
import { integer } from '../parse.js';

/** Products of a history that are printed. */
const SHOWN = 20;

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
    .description('how much is known of the shopper, and the newest of what searches go by')
    .argument('<id>')
    .action(async (id: string, _: unknown, self: Command) => {
      const found = await withAisle(configOf(self), (aisle) => aisle.users.show(userKey(id)));
      if (globals(self).json === true) return printJson(found);
      if (found.events + found.searches === 0) return print(`nothing is known about ${id}`);
      print(
        table(
          ['events', 'searches', 'sessions', 'may personalise', 'may log'],
          [
            [
              found.events,
              found.searches,
              found.keys.length - 1,
              yesOrNo(found.personalise),
              yesOrNo(found.log),
            ],
          ],
        ),
      );
      const { history } = found;
      if (history.length === 0) return print('\nnothing that searches go by');
      print(
        `\nwhat searches go by${history.length > SHOWN ? `, the newest ${SHOWN} of ${history.length}` : ''}:`,
      );
      print(
        table(
          ['when (UTC)', 'what', 'product'],
          history.slice(0, SHOWN).map((e) => [minute(e.time), e.type, e.productId]),
        ),
      );
    });
  command
    .command('export')
    .description('everything stored about the shopper and derived from it, as NDJSON')
    .argument('<id>')
    .action(async (id: string, _: unknown, self: Command) => {
      await withAisle(configOf(self), async (aisle) => {
        let lines = 0;
        for await (const line of aisle.users.export(userKey(id))) {
          print(JSON.stringify(line));
          lines += 1;
        }
        // Not among the lines, which are for a machine.
        if (lines === 0) process.stderr.write(`nothing is known about ${id}\n`);
      });
    });
  command
    .command('erase')
    .description('remove everything stored about the shopper')
    .argument('<id>')
    .action(async (id: string, _: unknown, self: Command) => {
      const erased = await withAisle(configOf(self), (aisle) => aisle.users.erase(userKey(id)));
      if (erased.events + erased.searches + erased.consents === 0)
        throw new AisleError('not_found', `nothing is known about ${id}`);
      if (globals(self).json === true) printJson(erased);
      else
        print(`${erased.events} events, ${erased.searches} searches and ${erased.consents} consents erased`);
    });
  command
    .command('sweep')
    .description('remove events and logged searches that are older than they may be kept')
    .action(async (_: unknown, self: Command) => {
      const gone = await withAisle(configOf(self), (aisle) => aisle.users.sweep());
      if (globals(self).json === true) printJson(gone);
      else print(`${gone.events} events and ${gone.searches} searches removed`);
    });
}

const yesOrNo = (allowed: boolean): string => (allowed ? 'yes' : 'no');
