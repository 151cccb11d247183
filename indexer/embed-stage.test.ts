import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AisleError, type ErrorCode } from '../base/index.js';
import { partsOf, runReindex, someProducts, writeCatalogue } from '../test/fixtures/reindex-job.js';
import type { VectorIndices } from './index.js';

let root: string;
let dataDir: string;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aisle-embed-stage-'));
  dataDir = join(root, 'data');
  file = join(root, 'catalogue.ndjson');
  await writeCatalogue(file, someProducts(40));
});
afterEach(() => rm(root, { recursive: true }));

/** Every file of every vector index, by its path. */
async function vectorFiles(): Promise<Map<string, string>> {
  const folder = join(dataDir, 'vectors');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(path, 'base64')] as const)),
  );
}

/** A job whose first look at the vectors of the same texts ends with that error; answers how often it wrote. */
async function jobThatMeets(code: ErrorCode): Promise<{ job: Promise<unknown>; written: () => number }> {
  const { engines } = partsOf(dataDir);
  let [left, written] = [1, 0];
  const vectors: VectorIndices = {
    ...engines.vectors,
    open: async (address) => {
      if (left-- > 0) throw new AisleError(code, 'a search server that is asked at a bad moment');
      return engines.vectors.open(address);
    },
    openWriter: (address, options) => {
      written++;
      return engines.vectors.openWriter(address, options);
    },
  };
  return { job: runReindex(dataDir, file, { engines: { ...engines, vectors } }), written: () => written };
}

test.each(['unavailable', 'deadline_exceeded', 'internal', 'bad_config', 'storage_full'] as const)(
  'vectors that the live generation answers by are not written anew because opening them ended with %s',
  async (code) => {
    await runReindex(dataDir, file);
    const before = await vectorFiles();
    expect(before.size).toBeGreaterThan(0);
    await writeCatalogue(file, someProducts(40, { price: 5 }));
    const { job, written } = await jobThatMeets(code);
    await expect(job).rejects.toMatchObject({ code });
    expect(written()).toBe(0);
    expect(await vectorFiles()).toEqual(before);
    expect(await runReindex(dataDir, file)).toMatchObject({ published: true, embedded: 0, reused: 41 });
  },
);

test.each(['corrupt', 'not_found'] as const)('vectors that are %s are written anew', async (code) => {
  await runReindex(dataDir, file);
  await writeCatalogue(file, someProducts(40, { price: 5 }));
  const { job, written } = await jobThatMeets(code);
  expect(await job).toMatchObject({ published: true });
  expect(written()).toBe(1);
});
