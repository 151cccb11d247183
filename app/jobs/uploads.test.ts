import { access, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Uploads } from './uploads.js';

const HERE = new AbortController().signal;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aisle-uploads-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Those of an installation of its own. */
function uploadsIn(folder: string): Uploads {
  const kept = new Map<string, string>();
  const store = {
    get: async (key: string) => kept.get(key),
    put: async (key: string, value: string) => void kept.set(key, value),
  };
  return new Uploads(folder, 1_000, store);
}

async function* content(text: string) {
  yield Buffer.from(text);
}

test('a file that a job names while others are removed stays', async () => {
  const uploads = uploadsIn(root);
  const named = new Set<string>();
  const take = () =>
    uploads.take(
      content('id,title'),
      async (file) => {
        named.add(file);
        return file;
      },
      HERE,
    );
  for (let i = 0; i < 20; i++) {
    // No job needs it any more when it is sent again.
    await take();
    named.clear();
    const [file] = await Promise.all([take(), uploads.keep(() => named)]);
    await access(join(root, file));
  }
});

test('what another installation took into the same folder is not ours to remove', async () => {
  const [ours, theirs] = [uploadsIn(root), uploadsIn(root)];
  const file = await theirs.take(content('id,title'), async (each) => each, HERE);
  await ours.keep(() => new Set());
  await access(join(root, file));
  await theirs.keep(() => new Set());
  await expect(access(join(root, file))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a file that cannot be opened is the fault of the folder, one that breaks off is that of its sender', async () => {
  // A name in it is longer than a path may be.
  let deep = root;
  while (deep.length < 3_900) deep = join(deep, 'x'.repeat(100));
  await mkdir(deep, { recursive: true });
  while (deep.length < 4_020) deep = join(deep, 'x'.repeat(9));
  const take = (folder: string, sent: AsyncIterable<Uint8Array>) =>
    uploadsIn(folder).take(sent, async (each) => each, HERE);
  await expect(take(deep, content('id,title'))).rejects.toMatchObject({
    code: 'unprocessable',
    message: expect.stringContaining('catalogue.folder'),
  });
  const breaks = async function* () {
    yield Buffer.from('id');
    throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  };
  await expect(take(root, breaks())).rejects.toMatchObject({ code: 'bad_request' });
  const left = await readdir(root, { recursive: true, withFileTypes: true });
  expect(left.filter((each) => each.isFile())).toEqual([]);
});
