import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIN, aisle as runAisle } from './fixtures/command.js';
import { COMMANDS } from '../cli/commands.js';

describe('aisle', () => {
  let folder: string;
  const aisle = (...args: string[]) => runAisle(join(folder, 'data'), args);
  const json = async (...args: string[]) => {
    const ran = await aisle(...args, '--json');
    expect({ code: ran.code, err: ran.err.includes('    at ') }).toEqual({ code: 0, err: false });
    return JSON.parse(ran.out) as Record<string, unknown>;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-cli-'));
    await writeFile(
      join(folder, 'shop.csv'),
      'sku;name;price\nm1;"Mug; blue";1.299,00 €\nm2;Steel mug;12\n;No id;1\nm2;Twice;1\n',
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('from a supplier file to an answer, and back to the generation before', async () => {
    const file = join(folder, 'shop.csv');
    expect(await json('catalog', 'check', file)).toMatchObject({ rows: 4, products: 2, rejected: 2 });
    const first = await json('reindex', file);
    expect(first).toMatchObject({ products: 2, rejected: 2, published: true });
    const answer = await json('search', 'mug', '--filter', 'price:..100', '--facets', 'price');
    expect(answer).toMatchObject({
      hits: [{ id: 'm2', product: { title: 'Steel mug', price: 12 } }],
      total: { value: 1, relation: 'eq' },
      generation: first['generation'],
    });
    await writeFile(file, 'sku;name;price\nm1;Blue mug;13\nm3;Pan;5\n');
    const second = await json('reindex', file);
    expect(second['generation']).not.toBe(first['generation']);
    expect(await json('search', 'steel')).toMatchObject({ total: { value: 0 } });
    await json('generations', 'rollback');
    expect(await json('search', 'steel')).toMatchObject({
      total: { value: 1 },
      generation: first['generation'],
    });
  });

  test('a file that would take most of the shop away is built, not published', async () => {
    const file = join(folder, 'half.csv');
    await writeFile(file, 'sku;name\n1;Mug\n2;Pan\n3;Pot\n4;Cup\n');
    await json('reindex', file);
    await writeFile(file, 'sku;name\n1;Mug\n');
    const ran = await aisle('reindex', file);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/more than half would go.*--force/);
    expect(await json('search', 'pan')).toMatchObject({ total: { value: 1 } });
  });

  test('a generation is built beside the live one, compared, tried, published, dropped', async () => {
    const file = join(folder, 'beside.csv');
    const generations = (...args: string[]) => json('generations', ...args);
    const queries = join(folder, 'queries.txt');
    await writeFile(file, 'sku;name\n1;Mug\n2;Pan\n');
    await writeFile(queries, 'mug\n\ncup\nmug\n');
    const live = String((await json('reindex', file))['generation']);
    await writeFile(file, 'sku;name\n1;Mug\n3;Cup\n');
    const built = await json('reindex', file, '--model', 'none', '--no-publish');
    expect(built).toMatchObject({ published: false });
    const next = String(built['generation']);
    expect(await generations('compare', live, next, '--queries', queries)).toMatchObject({
      queries: 2,
      generations: [
        { generation: live, model: 'none', empty: 1 },
        { generation: next, empty: 0 },
      ],
      comparison: [],
      overlap: { jaccard: 0.5 },
      differing: [
        { query: 'cup', jaccard: 0, first: [null, '3'] },
        { query: 'mug', jaccard: 1 },
      ],
    });
    await generations('canary', next, '--share', '1');
    expect(await json('search', 'cup')).toMatchObject({ generation: next, total: { value: 1 } });
    expect((await aisle('generations', 'drop', next)).code).toBe(1);
    expect((await aisle('generations', 'list')).out).toMatch(/canary 100%/);
    expect(await generations('canary', '--stop')).toEqual({ canary: null, stopped: next });
    expect(await json('search', 'cup')).toMatchObject({ generation: live, total: { value: 0 } });
    expect(await generations('drop', next)).toEqual({ removed: [next] });
    expect((await aisle('generations', 'publish', next)).code).toBe(1);
  });

  test('events: import, show, export, erase', async () => {
    const file = join(folder, 'events.ndjson');
    const event = { action_name: 'click', user_id: 'ann', timestamp: '2026-01-02T03:04:05Z' };
    const object = { event_attributes: { event_id: 'e1', object: { object_id: 'm1' } } };
    await writeFile(file, `${JSON.stringify({ ...event, ...object })}\nnot json\n`);
    expect(await json('events', 'import', file)).toMatchObject({ accepted: 1, duplicates: 0, rejected: 1 });
    expect(await json('events', 'import', file)).toMatchObject({ accepted: 0, duplicates: 1 });
    const exported = (await aisle('users', 'export', 'ann')).out.trim().split('\n');
    expect(exported.map((line) => (JSON.parse(line) as { kind: string }).kind)).toContain('event');
    expect(await json('users', 'show', 'ann')).toMatchObject({ events: 1, personalise: true });
    expect(await json('users', 'erase', 'ann')).toMatchObject({ events: 1 });
    expect((await aisle('users', 'erase', 'ann')).code).toBe(1);
  });

  test.each([
    ['an unknown command', ['serach'], 2, /unknown command/],
    ['an unknown option', ['search', 'x', '--sise', '3'], 2, /sise/],
    ['a number that is none', ['search', 'x', '--size', 'many'], 2, /--size/],
    ['a config file that is not there', ['search', 'x', '--config', 'none.json'], 2, /none\.json/],
    ['a file that is not there', ['reindex', 'none.csv'], 1, /none\.csv/],
    [
      'a file and an index',
      ['reindex', 'shop.csv', '--from-elasticsearch', 'shop'],
      2,
      /shop\.csv and --from-elasticsearch shop exclude each other/,
    ],
    ['neither a file nor an index', ['reindex'], 2, /a product file or --from-elasticsearch/],
    ['an index without a name', ['reindex', '--from-elasticsearch', ''], 2, /expected the name of an index/],
    ['an index without a cluster', ['reindex', '--from-elasticsearch', 'shop'], 2, /elasticsearch\.node/],
    ['an unknown generation', ['generations', 'show', 'g9'], 1, /g9/],
    ['a canary without a share', ['generations', 'canary', 'g9'], 2, /either --share or --stop/],
    ['a share above all', ['generations', 'canary', 'g9', '--share', '1.5'], 2, /from 0 to 1/],
    ['a comparison of nothing', ['generations', 'compare', 'a', 'b'], 2, /either --judgments or --queries/],
    ['an unknown model', ['reindex', 'shop.csv', '--model', 'bert'], 2, /embedder\.model/],
  ])('%s is a clear error, never a stack trace', async (_, args, code, message) => {
    const ran = await aisle(...args);
    expect(ran.code).toBe(code);
    expect(ran.err).toMatch(message);
    expect(ran.err).not.toContain('    at ');
  });

  test('a file that is not there is said before a model is looked for', async () => {
    const settings = {
      AISLE_EMBEDDER_MODEL: 'all-MiniLM-L6-v2',
      AISLE_EMBEDDER_CACHE: join(folder, 'models'),
    };
    const ran = await runAisle(join(folder, 'data'), ['reindex', 'none.csv'], settings);
    expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(/none\.csv: there is no such file/) });
    const there = await runAisle(join(folder, 'data'), ['reindex', join(folder, 'shop.csv')], settings);
    expect(there).toMatchObject({ code: 1, err: expect.stringMatching(/aisle model fetch/) });
  });

  test('every command has help', async () => {
    const { out } = await aisle('--help');
    const named = [...out.matchAll(/^  ([a-z]+) {2,}/gm)].map(([, name]) => name);
    expect(named).toEqual(COMMANDS.map(({ name }) => name));
    const helps = await Promise.all(COMMANDS.map(({ name }) => aisle(name, '--help')));
    expect(helps.map(({ code, err }) => [code, err])).toEqual(COMMANDS.map(() => [0, '']));
    const search = helps[named.indexOf('search')];
    expect(search?.out).toMatch(/^Usage: aisle search .*--explain/ms);
    expect(await aisle('help', 'search')).toEqual(search);
    const compare = await aisle('help', 'generations', 'compare');
    expect(compare).toMatchObject({ code: 0, err: '' });
    expect(compare.out).toMatch(/^Usage: aisle generations compare .*--judgments/ms);
    expect(await aisle('help', 'nonsense')).toMatchObject({ code: 2, err: expect.stringMatching(/unknown/) });
  });

  test('makes, lists, rotates and revokes keys, and shows a secret once', async () => {
    const made = await json('keys', 'create', '--role', 'search', '--role', 'ops', '--name', 'page');
    expect(made).toMatchObject({ roles: ['search', 'ops'], name: 'page' });
    expect(made['key']).toMatch(/^aisle_/);
    const id = String(made['id']);
    const rotated = await json('keys', 'rotate', id, '--grace', '1h');
    expect(rotated['key']).not.toBe(made['key']);
    await json('keys', 'revoke', id);
    const listed = await aisle('keys');
    expect(listed.out).toMatch(new RegExp(`${id}.*page.*search ops.*revoked`));
    expect(listed.out).not.toContain(String(rotated['key']).slice(19));
    expect((await aisle('keys', 'create', '--role', 'admin')).code).toBe(2);
    expect((await aisle('keys', 'create')).code).toBe(2);
  });

  test('a reader that has seen enough is no failure', async () => {
    const child = spawn(process.execPath, [MAIN, 'settings'], { stdio: ['ignore', 'pipe', 'pipe'] });
    // As `head` does when it has its lines.
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
