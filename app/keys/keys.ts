import { chmodSync } from 'node:fs';
import { AisleError, type Clock } from '../../base/index.js';
import {
  hashSecret,
  hasHash,
  keyText,
  newKeyId,
  newSecret,
  readKeyText,
  type Key,
  type Role,
} from './key.js';
import { openKeyFile, type KeyRow } from './key-file.js';
import { checkKeyWish, type KeyWish } from './key-wish.js';

/** A key with its secret: the only time it is shown. */
export interface ShownKey {
  readonly key: Key;
  readonly text: string;
}

/**
 * Who may use the service. Each look-up reads the file, a few microseconds: what another process changes counts at
 * once. Throws `unavailable` where the file is locked.
 */
export interface Keys {
  /** Whether requests need a key: true from the first key on, also when all were revoked since. */
  demanded(): boolean;
  /** The key that a client presents; undefined: unknown, revoked, expired or not a key. */
  verify(text: string): Key | undefined;
  /** Whether some valid key is for pages of that origin. */
  allowsOrigin(origin: string): boolean;
  /** Throws `bad_request` with every mistake. */
  create(wish: KeyWish): ShownKey;
  /** All keys, oldest first; revoked ones too. */
  list(): Key[];
  /** Throws `not_found`. */
  revoke(id: string): Key;
  /** A new secret; the one before counts for `grace` milliseconds more. Throws `not_found`, `conflict` for a revoked key. */
  rotate(id: string, grace: number): ShownKey;
  close(): void;
}

const INSERT = `INSERT INTO keys VALUES
  (@id, @name, @roles, @origins, @hash, @created_at, @expires_at, NULL, NULL, NULL)`;
const ROTATE =
  'UPDATE keys SET previous_hash = hash, previous_until = @until, hash = @hash WHERE id = @id AND revoked_at IS NULL';

/** Keys of one installation, in `file`. */
export function openKeys(file: string, clock: Clock): Keys {
  const db = openKeyFile(file);
  chmodSync(file, 0o600);
  const byId = db.prepare<[string], KeyRow>('SELECT * FROM keys WHERE id = ?');
  const all = db.prepare<[], KeyRow>('SELECT * FROM keys ORDER BY created_at, id');
  const any = db.prepare('SELECT 1 FROM keys LIMIT 1');
  let demanded = false;
  const known = (id: string): KeyRow => {
    const row = byId.get(id);
    if (row === undefined) throw new AisleError('not_found', `there is no key ${JSON.stringify(id)}`);
    return row;
  };
  return {
    demanded: () => (demanded ||= any.get() !== undefined),
    verify: (text) => {
      const read = readKeyText(text);
      const row = read === undefined ? undefined : byId.get(read.id);
      if (read === undefined || row === undefined || !isValid(row, clock.now())) return undefined;
      return isSecretOf(row, read.secret, clock.now()) ? keyOf(row) : undefined;
    },
    allowsOrigin: (origin) =>
      all.all().some((row) => isValid(row, clock.now()) && keyOf(row).origins.includes(origin)),
    create: (wish) => {
      const { name, roles, origins, expiresAt } = checkKeyWish(wish, clock.now());
      const [id, secret] = [newKeyId(), newSecret()];
      db.prepare(INSERT).run({
        id,
        name: name ?? null,
        roles: JSON.stringify(roles),
        origins: JSON.stringify(origins),
        hash: hashSecret(secret),
        created_at: clock.now(),
        expires_at: expiresAt ?? null,
      });
      return { key: keyOf(known(id)), text: keyText(id, secret) };
    },
    list: () => all.all().map(keyOf),
    revoke: (id) => {
      known(id);
      db.prepare('UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?').run(clock.now(), id);
      return keyOf(known(id));
    },
    rotate: (id, grace) => {
      const secret = newSecret();
      known(id);
      const changed = db.prepare(ROTATE).run({ id, hash: hashSecret(secret), until: clock.now() + grace });
      if (changed.changes === 0) throw new AisleError('conflict', `the key ${id} is revoked`);
      return { key: keyOf(known(id)), text: keyText(id, secret) };
    },
    close: () => void db.close(),
  };
}

function isValid({ revoked_at, expires_at }: KeyRow, now: number): boolean {
  return revoked_at === null && (expires_at === null || now < expires_at);
}

function isSecretOf({ hash, previous_hash, previous_until }: KeyRow, secret: string, now: number): boolean {
  if (hasHash(secret, hash)) return true;
  return (
    previous_hash !== null &&
    previous_until !== null &&
    now < previous_until &&
    hasHash(secret, previous_hash)
  );
}

function keyOf(row: KeyRow): Key {
  const { id, name, created_at, expires_at, revoked_at, previous_until } = row;
  return {
    id,
    ...(name === null ? {} : { name }),
    roles: JSON.parse(row.roles) as Role[],
    origins: JSON.parse(row.origins) as string[],
    createdAt: created_at,
    ...(expires_at === null ? {} : { expiresAt: expires_at }),
    ...(revoked_at === null ? {} : { revokedAt: revoked_at }),
    ...(previous_until === null ? {} : { previousUntil: previous_until }),
  };
}
