import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeys, type Keys } from './index.js';

describe('keys', () => {
  let folder: string;
  let file: string;
  let keys: Keys;
  let now: number;
  const clock = { now: () => now };
  beforeEach(async () => {
    now = Date.parse('2026-01-01T00:00:00Z');
    folder = await mkdtemp(join(tmpdir(), 'aisle-keys-'));
    file = join(folder, 'keys.db');
    keys = openKeys(file, clock);
  });
  afterEach(async () => {
    keys.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('are shown once: no file holds the secret, and only the owner reads the file', async () => {
    const { key, text } = keys.create({ roles: ['search', 'ops'], name: 'page' });
    expect(text).toMatch(/^aisle_[0-9a-f]{12}_[\w-]{43}$/);
    expect(keys.verify(text)).toEqual(key);
    expect(JSON.stringify(keys.list())).not.toContain(text.slice(19));
    for (const name of await readdir(folder))
      expect((await readFile(join(folder, name))).includes(text.slice(19))).toBe(false);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('another process sees what is made and revoked at once; none is demanded before the first', () => {
    const served = openKeys(file, clock);
    expect(served.demanded()).toBe(false);
    const { key, text } = keys.create({ roles: ['search'] });
    expect(served.demanded()).toBe(true);
    expect(served.verify(text)?.id).toBe(key.id);
    keys.revoke(key.id);
    expect(served.verify(text)).toBeUndefined();
    // Everything revoked is nobody allowed, not everybody.
    expect(served.demanded()).toBe(true);
    served.close();
  });

  test('a rotation keeps the old secret for its grace, and no longer', () => {
    const { key, text } = keys.create({ roles: ['search'] });
    const { text: fresh } = keys.rotate(key.id, 60_000);
    expect([keys.verify(text)?.id, keys.verify(fresh)?.id]).toEqual([key.id, key.id]);
    now += 60_000;
    expect(keys.verify(text)).toBeUndefined();
    expect(keys.verify(fresh)?.id).toBe(key.id);
  });

  test('expire', () => {
    const { text } = keys.create({ roles: ['search'], expires: '2h' });
    expect(keys.verify(text)).toBeDefined();
    now += 2 * 3_600_000;
    expect(keys.verify(text)).toBeUndefined();
  });

  test('allow the origins of valid keys alone', () => {
    const { key } = keys.create({ roles: ['search'], origins: ['https://shop.example'] });
    expect(keys.allowsOrigin('https://shop.example')).toBe(true);
    expect(keys.allowsOrigin('https://shop.example.evil')).toBe(false);
    keys.revoke(key.id);
    expect(keys.allowsOrigin('https://shop.example')).toBe(false);
  });

  test.each(['', 'aisle_', 'x'.repeat(10_000), `aisle_000000000000_${'A'.repeat(43)}`])(
    'what is no key of ours is none: %#',
    (text) => expect(keys.verify(text)).toBeUndefined(),
  );

  test('name every mistake at once', () => {
    const wish = { roles: ['admin'], origins: ['shop.example/x'], name: '', expires: '2020-01-01' };
    expect(() => keys.create(wish)).toThrow(
      expect.objectContaining({
        code: 'bad_request',
        errors: ['role', 'origin', 'name', 'expires'].map((path) => expect.objectContaining({ path })),
      }),
    );
    expect(keys.list()).toEqual([]);
  });

  test('of an unknown id are not found, a revoked one is not rotated', () => {
    expect(() => keys.revoke('none')).toThrow(expect.objectContaining({ code: 'not_found' }));
    const { key } = keys.create({ roles: ['ops'] });
    keys.revoke(key.id);
    expect(() => keys.rotate(key.id, 0)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  test('a file of another program stays as it was', async () => {
    const other = join(folder, 'other.db');
    await writeFile(other, 'no database at all, but long enough to look like a file of something');
    expect(() => openKeys(other, clock)).toThrow(expect.objectContaining({ code: 'bad_file' }));
    expect(await readFile(other, 'utf8')).toMatch(/^no database/);
  });
});
