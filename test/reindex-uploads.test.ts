import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Job } from '../app/index.js';
import { parseSearchRequest } from '../search/index.js';
import { listen, type RunningServer } from '../server/index.js';
import { jobSchema } from '../server/schemas/job.js';
import { openShop, type Shop } from './fixtures/shop.js';

const NDJSON = '{"id":"a","title":"Copper lamp"}\n{"id":"b","title":"Oak table"}\n';
const CSV = 'sku,title\na,Copper lamp\nb,Oak table\n';
const LIMIT = 4_096;

let shop: Shop;
let server: RunningServer;
let files: string;
beforeEach(() => open());
afterEach(() => close());

async function open(settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
  files = await mkdtemp(join(tmpdir(), 'aisle-uploads-'));
  const given = { 'server.port': 0, 'catalogue.folder': files, 'catalogue.uploadLimit': LIMIT, ...settings };
  shop = await openShop([{ id: 'mug', title: 'Steel mug' }], { settings: given });
  server = await listen(shop.aisle);
}

async function close(): Promise<void> {
  await server.close();
  await shop.close();
  await rm(files, { recursive: true });
}

type Answer = Job & { code?: string; detail?: string };

async function send(
  body: string | Uint8Array | ReadableStream,
  headers: Readonly<Record<string, string>>,
  query = '',
): Promise<{ status: number; body: Answer }> {
  const answer = await fetch(`${server.url}/v1/reindex/upload${query}`, {
    method: 'POST',
    body,
    headers,
    duplex: 'half',
  });
  return { status: answer.status, body: (await answer.json()) as Answer };
}

/** The job when it is over. */
async function done(id: string): Promise<Job> {
  let last: Job | undefined;
  await shop.aisle.jobs.watch(id, (job) => (last = job), new AbortController().signal);
  if (last === undefined) throw new Error(`nothing was told of the job ${id}`);
  return last;
}

const titles = async () => {
  const { hits } = await shop.aisle.search(parseSearchRequest({ query: '', sort: 'relevance' }));
  return hits.map(({ product }) => product.title).sort();
};
/** Files that are kept, in whichever folder. */
const stored = async () => {
  const options = { recursive: true, withFileTypes: true } as const;
  const found = await readdir(join(files, '.aisle-uploads'), options).catch(() => []);
  return found.filter((each) => each.isFile());
};

test.each([
  ['NDJSON', NDJSON, { 'content-type': 'application/x-ndjson' }],
  ['CSV', CSV, { 'content-type': 'Text/CSV; charset=utf-8' }],
  ['tabs', CSV.replaceAll(',', '\t'), { 'content-type': 'text/tab-separated-values' }],
  ['packed NDJSON', gzipSync(NDJSON), { 'content-type': 'application/jsonl', 'content-encoding': 'gzip' }],
  ['gzip', gzipSync(CSV), { 'content-type': 'application/gzip' }],
  ['a JSON array', `[${NDJSON.trim().replace('\n', ',')}]`, { 'content-type': 'application/octet-stream' }],
] as const)(
  '%s that is sent is indexed, published and kept no longer than that',
  async (_, body, headers) => {
    const answer = await send(body, headers);
    expect(answer.status).toBe(202);
    expect(jobSchema.safeParse(answer.body).error?.issues ?? []).toEqual([]);
    expect(await done(answer.body.id)).toMatchObject({
      state: 'done',
      report: { products: 2, published: true },
    });
    expect(await titles()).toEqual(['Copper lamp', 'Oak table']);
    expect(await stored()).toEqual([]);
  },
);

test('the map and the other options come as parameters', async () => {
  const map = encodeURIComponent(JSON.stringify({ id: 'nr', title: 'name' }));
  const headers = { 'content-type': 'text/csv' };
  const answer = await send('nr,name\n1,Copper lamp\n', headers, `?publish=false&map=${map}`);
  expect(answer.body.request).toMatchObject({ publish: false, fresh: false, force: false });
  expect(await done(answer.body.id)).toMatchObject({ state: 'done', report: { products: 1 } });
  expect(await titles()).toEqual(['Steel mug']);
});

test('one file sent twice is one file, there until both of its jobs are over', async () => {
  const headers = { 'content-type': 'application/x-ndjson' };
  const [first, second] = await Promise.all([send(NDJSON, headers), send(NDJSON, headers)]);
  expect([first.status, second.status]).toEqual([202, 202]);
  expect(first.body.request.file).toBe(second.body.request.file);
  for (const { body } of [first, second]) expect((await done(body.id)).state).toBe('done');
  expect(await stored()).toEqual([]);
});

test('a file that fails is gone too, and the job says why', async () => {
  const answer = await send('nothing,of\nuse,here\n', { 'content-type': 'text/csv' });
  expect(await done(answer.body.id)).toMatchObject({ state: 'failed', error: { code: 'bad_file' } });
  expect(await stored()).toEqual([]);
});

const large = 'x'.repeat(LIMIT + 1);
test.each<[string, string | ReadableStream, Record<string, string>, string, number, string]>([
  ['another type', NDJSON, { 'content-type': 'application/json' }, '', 400, 'content-type'],
  ['an image', NDJSON, { 'content-type': 'image/png' }, '', 400, 'content-type'],
  ['another packing', NDJSON, { 'content-type': 'text/csv', 'content-encoding': 'br' }, '', 400, 'gzip'],
  ['nothing', '', { 'content-type': 'text/csv' }, '', 400, 'empty'],
  ['a map that is no JSON', CSV, { 'content-type': 'text/csv' }, '?map=%7B', 400, 'map'],
  ['a map that is none', CSV, { 'content-type': 'text/csv' }, '?map=%7B%22id%22:3%7D', 400, 'id'],
  ['an unknown parameter', CSV, { 'content-type': 'text/csv' }, '?file=b.csv', 400, 'file'],
  ['too much', large, { 'content-type': 'text/csv' }, '', 413, 'catalogue.uploadLimit'],
  [
    'too much of unknown length',
    new Blob([large]).stream(),
    { 'content-type': 'text/csv' },
    '',
    413,
    'catalogue.uploadLimit',
  ],
])('%s is refused and leaves nothing', async (_, body, headers, query, status, named) => {
  const answer = await send(body, headers, query);
  expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(named)]);
  expect(await stored()).toEqual([]);
  expect(await shop.aisle.jobs.list()).toEqual([]);
});

test('an upload that breaks off leaves nothing, and no job', async () => {
  const { hostname, port } = new URL(server.url);
  const headers = { 'content-type': 'text/csv', 'content-length': 1_000, expect: '100-continue' };
  const path = '/v1/reindex/upload';
  const upload = httpRequest({ hostname, port, path, method: 'POST', headers, agent: false });
  upload.on('error', () => undefined).flushHeaders();
  await once(upload, 'continue');
  upload.write(CSV);
  while ((await stored()).length === 0) await new Promise(setImmediate);
  upload.destroy();
  while ((await stored()).length > 0) await new Promise(setImmediate);
  expect(await shop.aisle.jobs.list()).toEqual([]);
  expect((await send(NDJSON, { 'content-type': 'application/x-ndjson' })).status).toBe(202);
});

test('what a killed process had not received whole is cleared; nothing else in the folder is', async () => {
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await send(NDJSON, headers);
  await done(answer.body.id);
  const [own = ''] = await readdir(join(files, '.aisle-uploads'));
  await writeFile(join(files, '.aisle-uploads', own, 'part-of-the-dead'), 'x');
  await writeFile(join(files, 'own.csv'), CSV);
  await shop.aisle.jobs.resume();
  expect(await stored()).toEqual([]);
  expect(await readdir(files)).toEqual(['.aisle-uploads', 'own.csv']);
  expect(await readdir(join(files, '.aisle-uploads'))).toEqual([own]);
});

test('without a folder nothing is taken', async () => {
  await close();
  await open({ 'catalogue.folder': undefined });
  const answer = await send(NDJSON, { 'content-type': 'application/x-ndjson' });
  expect([answer.status, answer.body.code]).toEqual([422, 'unprocessable']);
});

test('a folder that cannot be written is named', async () => {
  await writeFile(join(files, '.aisle-uploads'), 'a file in its place');
  const answer = await send(NDJSON, { 'content-type': 'application/x-ndjson' });
  expect([answer.status, answer.body.detail]).toEqual([422, expect.stringContaining('catalogue.folder')]);
});
