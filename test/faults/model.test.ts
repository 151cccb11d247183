import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import { createEmbedder, fetchModel, findModel } from '../../engines/embedder/index.js';

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'aisle-model-'));
});
afterEach(() => rm(cacheDir, { recursive: true }));

const record = findModel('all-MiniLM-L6-v2');
const open = () =>
  createEmbedder({ record, precision: 'int8', device: 'cpu', threads: 1, cacheDir, log: silentLogger });

test('an unknown model names the known ones', () => {
  expect(() => findModel('bert')).toThrow(/all-MiniLM-L6-v2, e5-small-v2/);
});

test('a missing model says how to get it', async () => {
  await expect(open()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('aisle model fetch'),
  });
});

test('a model of other content is not loaded', async () => {
  const folder = join(cacheDir, record.id, 'int8');
  await mkdir(folder, { recursive: true });
  for (const name of ['model.onnx', 'tokenizer.json'])
    await writeFile(join(folder, name), createHash('sha256').update(name).digest());
  await expect(open()).rejects.toMatchObject({ code: 'corrupt' });
});

test('a precision that is not to be had is named', async () => {
  await expect(fetchModel(findModel('e5-small-v2'), 'fp32', { cacheDir })).rejects.toMatchObject({
    code: 'bad_config',
    message: expect.stringContaining('embedder.precision'),
  });
  expect(await readdir(cacheDir)).toEqual([]);
});
