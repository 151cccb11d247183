import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asStorageError, writeFileAtomic } from './files.js';
import { sha256, sha256File } from './hash.js';

describe('files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-files-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('a file is replaced whole and leaves nothing beside it', async () => {
    const path = join(folder, 'manifest.json');
    await writeFileAtomic(path, 'one');
    await writeFileAtomic(path, 'two');
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(folder)).toEqual(['manifest.json']);
  });

  test("a file's hash is its content's", async () => {
    const path = join(folder, 'file');
    await writeFileAtomic(path, 'abc');
    // FIPS 180-2, appendix B.1
    const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await sha256File(path)).toBe(known);
    expect(sha256('abc')).toBe(known);
  });

  test('a full disk is named as such, another error stays what it was', () => {
    expect(asStorageError({ code: 'ENOSPC' }, 'x')).toMatchObject({ code: 'storage_full', status: 507 });
    const other = new Error('other');
    expect(asStorageError(other, 'x')).toBe(other);
  });
});
