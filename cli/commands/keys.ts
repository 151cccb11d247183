import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openKeys, spanOf, type Key, type Keys, type ShownKey } from '../../app/index.js';
import { AisleError, systemClock } from '../../base/index.js';
import { configOf, globals } from '../context.js';
import { minute, print, printJson, table } from '../output.js';
import { byDefault } from '../parse.js';

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
      withKeys(self, (keys) => {
        const first = !keys.demanded();
        const made = keys.create({ roles: role, ...optionsOf(wish) });
        show(self, made, first ? [CLOSED] : []);
      });
    });
  byDefault(command.command('list', { isDefault: true }))
    .description('every key, oldest first, without its secret')
    .action((_: unknown, self: Command) => {
      withKeys(self, (keys) => {
        const all = keys.list();
        if (globals(self).json === true) return printJson(all);
        print(
          all.length === 0
            ? 'No key yet: the service listens on the loopback alone. `aisle keys create --role search` makes one.'
            : table(['key', 'name', 'roles', 'origins', 'made (UTC)', 'state (UTC)'], all.map(rowOf)),
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
        if (globals(self).json === true) return printJson(key);
        print(`${id} is revoked.`);
        if (!keys.list().some(isValid))
          print('No valid key is left: the service refuses everybody until one is made.');
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
      withKeys(self, (keys) => {
        const made = keys.rotate(id, span);
        const { previousUntil = 0 } = made.key;
        const counts =
          previousUntil > systemClock.now() ? `counts until ${minute(previousUntil)} UTC` : 'counts no more';
        show(self, made, [`The secret before ${counts}.`]);
      });
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

/** What the first key changes. */
const CLOSED =
  'It is the first key: from now on every endpoint but /health/live and /health/ready needs one; the storefront at / needs server.storefrontKey.';

function show(self: Command, { key, text }: ShownKey, notes: readonly string[]): void {
  if (globals(self).json === true) return printJson({ ...key, key: text });
  print(text);
  print(`It is shown this once. Id: ${key.id}; roles: ${key.roles.join(', ')}.`);
  for (const note of notes) print(note);
}

function rowOf({ id, name = '', roles, origins, createdAt, ...rest }: Key): string[] {
  return [id, name, roles.join(' '), origins.join(' '), minute(createdAt), stateOf(rest)];
}

type Times = Pick<Key, 'revokedAt' | 'expiresAt' | 'previousUntil'>;

const isValid = ({ revokedAt, expiresAt }: Times): boolean =>
  revokedAt === undefined && (expiresAt === undefined || expiresAt > systemClock.now());

function stateOf({ revokedAt, expiresAt, previousUntil }: Times): string {
  const now = systemClock.now();
  if (revokedAt !== undefined) return `revoked ${minute(revokedAt)}`;
  if (expiresAt !== undefined && expiresAt <= now) return `expired ${minute(expiresAt)}`;
  return [
    expiresAt === undefined ? 'valid' : `valid until ${minute(expiresAt)}`,
    ...(previousUntil !== undefined && previousUntil > now
      ? [`the secret before until ${minute(previousUntil)}`]
      : []),
  ].join(', ');
}
