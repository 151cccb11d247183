import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aisle as run } from './fixtures/command.js';
import { did } from './fixtures/ubi-event.js';

/** What a person reads who uses the commands, mistakes included. */
describe('the command line, as people use it', () => {
  let folder: string;
  const aisle = (...args: string[]) => run(join(folder, 'data'), args);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-people-'));
    const products = ['mug', 'lamp'].map((id) => JSON.stringify({ id, title: `Steel ${id}` }));
    await writeFile(join(folder, 'shop.ndjson'), products.join('\n'));
    const events = Array.from({ length: 30 }, (_, i) =>
      JSON.stringify(did('click', 'ann', `p${i}`, i * 60_000)),
    );
    await writeFile(join(folder, 'events.ndjson'), events.join('\n'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('progress without a terminal is told once a stage, with rates that say something alone', async () => {
    const { code, err } = await aisle('catalog', 'check', join(folder, 'shop.ndjson'));
    expect(code).toBe(0);
    expect(err.match(/^read: /gm)).toHaveLength(1);
    const { err: built } = await aisle('reindex', join(folder, 'shop.ndjson'));
    expect(built.match(/^write: 2 of 2 products/gm)).toHaveLength(1);
    expect(built).not.toMatch(/0:00 left|\d,\d{3},\d{3}\/s/);
  });

  test('a search that finds nothing says so, without a table', async () => {
    const { code, out } = await aisle('search', 'steel', '--filter', 'brand=Nobody');
    expect(code).toBe(0);
    expect(out).toMatch(/^Nothing fits\.\n\n0 products/);
  });

  test.each(['keys', 'generations'])('a mistyped command of %s is called one', async (name) => {
    const mistyped = { code: 2, err: "error: unknown command 'craete'\n" };
    expect(await aisle(name, 'craete')).toMatchObject(mistyped);
    expect(await aisle(name, 'craete', '--role', 'search')).toMatchObject(mistyped);
    expect(await aisle(name, '--role')).toMatchObject({ code: 2, err: "error: unknown option '--role'\n" });
  });

  test('a mistyped command of rankings too, where a name alone is a ranking', async () => {
    expect((await aisle('rankings', 'prommote', 'default@1')).err).toBe(
      "error: unknown command 'prommote'\n",
    );
    expect(await aisle('rankings', 'nope')).toMatchObject({
      code: 1,
      err: 'aisle: there is no ranking nope\n',
    });
  });

  test('options that must be given are marked in the help, and what is left out has no default to show', async () => {
    expect((await aisle('evaluate', '--help')).out).toMatch(/--judgments[^-]*\(required\)/);
    expect((await aisle('search', '--help')).out).not.toContain('[]');
  });

  test('what `rankings show` prints can be edited and put', async () => {
    const file = join(folder, 'ranking.json');
    await writeFile(file, (await aisle('rankings', 'show', 'default')).out);
    expect((await aisle('rankings', 'put', file, '--note', 'as it was')).out).toBe('default@2 is a draft\n');
    await writeFile(file, (await aisle('rankings', 'show', 'default@2')).out.replace('"note"', '"wat"'));
    expect(await aisle('rankings', 'put', file)).toMatchObject({
      code: 2,
      err: 'aisle: the ranking is not valid: wat: expected no such field\n',
    });
  });

  test('a file that is not there is called so', async () => {
    const { code, err } = await aisle('rankings', 'put', join(folder, 'none.json'));
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/none\.json cannot be read: there is no such file/),
    ]);
  });

  test('the first key says what it changes, a rotation how long the old secret counts, the last revocation what is left', async () => {
    const first = await aisle('keys', 'create', '--role', 'search', '--name', 'shop');
    expect(first.out).toMatch(
      /^aisle_[\w-]+\nIt is shown this once\. Id: (\w+); roles: search\.\n.*first key/,
    );
    const id = /Id: (\w+);/.exec(first.out)?.[1] ?? '';
    expect((await aisle('keys', 'create', '--role', 'ops')).out).not.toContain('first key');
    expect((await aisle('keys', 'rotate', id)).out).toMatch(
      /The secret before counts until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.\n$/,
    );
    expect((await aisle('keys', 'rotate', id, '--grace', '0m')).out).toMatch(
      /The secret before counts no more\.\n$/,
    );
    expect((await aisle('keys', 'revoke', id)).out).toBe(`${id} is revoked.\n`);
    const { out } = await aisle('keys', 'list', '--json');
    const other = (JSON.parse(out) as { id: string }[]).find((key) => key.id !== id)?.id ?? '';
    expect((await aisle('keys', 'revoke', other)).out).toMatch(/No valid key is left/);
  });

  test('what is known about a shopper, and about nobody', async () => {
    await aisle('events', 'import', join(folder, 'events.ndjson'));
    const { out } = await aisle('users', 'show', 'ann');
    expect(out).toMatch(/^ +30 +0 +\d+ +yes +yes$/m);
    expect(out).toMatch(/what searches go by, the newest 20 of 30:/);
    expect(out.match(/^2026-01-01 \d\d:\d\d +click +p\d+$/gm)).toHaveLength(20);
    const nobody = await aisle('users', 'export', 'nobody');
    expect(nobody).toEqual({ code: 0, out: '', err: 'nothing is known about nobody\n' });
  });
});
