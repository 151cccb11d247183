import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openKeys, spanOf, type Key, type Keys, type ShownKey } from '../../app/index.js';
import { AisleError, systemClock } from '../../base/index.js';
import { configOf, globals } from '../context.js';
import { print, printJson, table } from '../output.js';

const GRACE = '24h';
const several = (value: string, earlier: readonly string[] = []) => [...earlier, ...value.split(',')];

interface CreateOptions {
  readonly role: string[];
  readonly origin?: string[];
  readonly name?: string;
  readonly expires?: string;
}

export function keysCommand(command: Command): void {
  command
    .command('create')
    .description('make a key; it is shown once')
    .requiredOption('--role <role>', 'search, catalogue, relevance, privacy or ops; repeatable', several)
    .option('--origin <origin>', 'pages of this origin may use it: https://shop.example; repeatable', several)
    .option('--name <name>', 'what it is for')
    .option('--expires <when>', 'a span from now (90d, 12h) or a date')
    .action((options: CreateOptions, self: Command) => {
      const { role, ...wish } = options;
      withKeys(self, (keys) => show(self, keys.create({ roles: role, ...optionsOf(wish) })));
    });
  command
    .command('list', { isDefault: true })
    .description('every key, oldest first, without its secret')
    .action((_: unknown, self: Command) => {
      withKeys(self, (keys) => {
        const all = keys.list();
        if (globals(self).json === true) return printJson(all);
        print(
          all.length === 0
            ? 'No key yet: the service listens on the loopback alone. `aisle keys create --role search` makes one.'
            : table(['key', 'name', 'roles', 'origins', 'made', 'state'], all.map(rowOf)),
        );
      });
    });
  command
    .command('revoke')
    .description('end a key; a running server refuses it at once')
    .argument('<id>')
    .action((id: string, _: unknown, self: Command) => {
      withKeys(self, (keys) => {
        const key = keys.revoke(id);
        if (globals(self).json === true) printJson(key);
        else print(`${id} is revoked`);
      });
    });
  command
    .command('rotate')
    .description('give a key a new secret; the one before counts a while longer')
    .argument('<id>')
    .option('--grace <span>', `how much longer: 30m, 12h, 7d, 0m`, GRACE)
    .action((id: string, { grace }: { grace: string }, self: Command) => {
      const span = spanOf(grace);
      if (span === undefined) throw new AisleError('bad_request', '--grace expects a span: 30m, 12h, 7d');
      withKeys(self, (keys) => show(self, keys.rotate(id, span)));
    });
}

function optionsOf({ origin, name, expires }: Omit<CreateOptions, 'role'>) {
  return {
    ...(origin === undefined ? {} : { origins: origin }),
    ...(name === undefined ? {} : { name }),
    ...(expires === undefined ? {} : { expires }),
  };
}

/** Keys are a file of their own: no catalogue and no model need be opened. */
function withKeys(self: Command, run: (keys: Keys) => void): void {
  const { data } = configOf(self);
  mkdirSync(data, { recursive: true });
  const keys = openKeys(join(data, 'keys.db'), systemClock);
  try {
    run(keys);
  } finally {
    keys.close();
  }
}

function show(self: Command, { key, text }: ShownKey): void {
  if (globals(self).json === true) return printJson({ ...key, key: text });
  print(text);
  print(`It is shown this once. Roles: ${key.roles.join(', ')}; id ${key.id}.`);
}

const date = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ');

function rowOf({ id, name = '', roles, origins, createdAt, ...rest }: Key): string[] {
  return [id, name, roles.join(' '), origins.join(' '), date(createdAt), stateOf(rest)];
}

type Times = Pick<Key, 'revokedAt' | 'expiresAt' | 'previousUntil'>;

function stateOf({ revokedAt, expiresAt, previousUntil }: Times): string {
  const now = systemClock.now();
  if (revokedAt !== undefined) return `revoked ${date(revokedAt)}`;
  if (expiresAt !== undefined && expiresAt <= now) return `expired ${date(expiresAt)}`;
  return [
    expiresAt === undefined ? 'valid' : `valid until ${date(expiresAt)}`,
    ...(previousUntil !== undefined && previousUntil > now
      ? [`the secret before until ${date(previousUntil)}`]
      : []),
  ].join(', ');
}
