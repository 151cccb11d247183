import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aisle as runAisle } from './fixtures/command.js';

describe('aisle rankings', () => {
  let folder: string;
  const aisle = (...args: string[]) => runAisle(join(folder, 'data'), args);
  const json = async (...args: string[]) => {
    const { code, out, err } = await aisle(...args, '--json');
    expect([code, err]).toEqual([0, '']);
    return JSON.parse(out) as Record<string, unknown>;
  };
  const idsOf = async (...args: string[]) => {
    const { hits, ranking } = await json('search', ...args);
    return [(hits as { id: string }[]).map(({ id }) => id).join(' '), ranking];
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-rankings-'));
    await writeFile(join(folder, 'shop.csv'), 'sku;name\nm1;Blue mug\nm2;Steel mug\nc1;Cup\n');
    await writeFile(
      join(folder, 'spring.json'),
      JSON.stringify({
        synonyms: [{ id: 'mugs', from: ['mug'], to: ['cup'] }],
        rules: [{ id: 'steel', then: { pin: [{ id: 'm2', position: 1 }] } }],
      }),
    );
    await writeFile(join(folder, 'judgments.tsv'), 'query\tproduct_id\tlabel\nmug\tm2\tE\nmug\tm1\tI\n');
    await json('reindex', join(folder, 'shop.csv'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('a draft is tried, promoted, compared and taken back', async () => {
    const file = join(folder, 'spring.json');
    const plain = ['m1 m2', 'default@1'];
    expect(await idsOf('mug')).toEqual(plain);
    expect((await idsOf('mug', '--ranking', file))[0]).toBe('m2 m1 c1');
    expect(await json('rankings', 'put', file, '--note', 'spring')).toMatchObject({
      version: 2,
      live: false,
    });
    expect(await idsOf('mug')).toEqual(plain);
    expect(await idsOf('mug', '--ranking', 'default@2')).toEqual(['m2 m1 c1', 'default@2']);
    const judgments = ['--judgments', join(folder, 'judgments.tsv')];
    for (const ranking of ['default@2', file]) {
      const report = await json('evaluate', ...judgments, '--ranking', ranking, '--against', 'default@1');
      expect(report).toMatchObject({ metrics: { 'ndcg@10': 1 } });
      expect(report['comparison']).toContainEqual(expect.objectContaining({ metric: 'ndcg@10', mean: 1 }));
    }
    await json('rankings', 'promote', 'default@2');
    expect(await idsOf('mug')).toEqual(['m2 m1 c1', 'default@2']);
    expect(await json('rankings', 'diff', 'default@1', 'default')).toMatchObject({
      profile: [],
      synonyms: { added: ['mugs'] },
      rules: { added: ['steel'] },
    });
    expect(await json('rankings', 'rollback')).toMatchObject({ version: 1, live: true });
    expect(await idsOf('mug')).toEqual(plain);
    expect(await json('rankings', 'list', 'default')).toMatchObject([
      { version: 2, live: false, note: 'spring' },
      { version: 1, live: true },
    ]);
  });

  test('a mistake names its path and ends with 2; a conflict ends with 1', async () => {
    const file = join(folder, 'wrong.json');
    await writeFile(file, JSON.stringify({ rules: [{ id: 'r', then: { redirect: 'javascript:x' } }] }));
    const wrong = await aisle('rankings', 'put', file);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('rules.0.then.redirect: ')]);
    const late = await aisle('rankings', 'put', join(folder, 'spring.json'), '--base', '1');
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('version 2 is the newest')]);
    expect((await aisle('rankings', 'promote', 'default')).code).toBe(2);
  });
});
