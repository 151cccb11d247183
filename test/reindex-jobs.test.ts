import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openAisle, type Job } from '../app/index.js';
import { silentLogger } from '../base/index.js';
import { createHashEmbedder } from '../engines/embedder/index.js';
import { parseSearchRequest } from '../search/index.js';
import { listen, type RunningServer } from '../server/index.js';
import { jobSchema } from '../server/schemas/job.js';
import { someProducts, writeCatalogue } from './fixtures/reindex-job.js';
import { openShop, type Shop } from './fixtures/shop.js';

let shop: Shop;
let server: RunningServer;
let files: string;
beforeEach(async () => {
  shop = await openShop([{ id: 'mug', title: 'Steel mug' }], { settings: { 'server.port': 0 } });
  files = join(shop.folder, 'files');
  await mkdir(join(files, 'deep'), { recursive: true });
  await writeCatalogue(join(files, 'deep', 'a.ndjson'), someProducts(40));
  await writeCatalogue(join(files, 'b.ndjson'), someProducts(30));
  await writeFile(join(shop.folder, 'secret.ndjson'), '{"id": "s", "title": "secret"}\n');
  await symlink(join(shop.folder, 'secret.ndjson'), join(files, 'link.ndjson'));
  shop.aisle.config.catalogue.folder = files;
  await shop.aisle.close();
  const aisle = await openAisle(shop.aisle.config, { log: silentLogger, embedder: createHashEmbedder() });
  shop = { ...shop, aisle, close: () => aisle.close() };
  server = await listen(aisle);
});
afterEach(async () => {
  await server.close();
  await shop.close();
});

const total = async (query: string) => (await shop.aisle.search(parseSearchRequest({ query }))).total.value;
const send = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, body: (await answer.json()) as Job & { code?: string; jobs?: Job[] } };
};

/** The events of a watched job, to its end. */
async function watched(id: string): Promise<Job[]> {
  const answer = await fetch(`${server.url}/v1/reindex/${id}?watch`);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const blocks = (await answer.text()).split('\n\n').filter((block) => /^event: ?job$/m.test(block));
  return blocks.map((block) => JSON.parse(/^data: ?(.*)$/m.exec(block)?.[1] ?? '') as Job);
}

test('jobs run one after another, are watched to their end, and what they build is live', async () => {
  const first = await send('POST', '/v1/reindex', { file: 'deep/a.ndjson' });
  const second = await send('POST', '/v1/reindex', { file: 'b.ndjson', publish: false });
  expect([first.status, second.status]).toEqual([202, 202]);
  const events = await watched(first.body.id);
  for (const event of events) expect(jobSchema.safeParse(event).error?.issues ?? []).toEqual([]);
  expect(events.some(({ progress }) => progress !== undefined)).toBe(true);
  expect(events.at(-1)).toMatchObject({ state: 'done', report: { published: true, products: 41 } });
  const [last] = (await watched(second.body.id)).slice(-1);
  expect(last).toMatchObject({ state: 'done', report: { published: false, products: 31 } });
  expect(await total('')).toBe(41);
  expect((await send('GET', '/v1/reindex')).body.jobs?.map(({ id }) => id)).toEqual([
    second.body.id,
    first.body.id,
  ]);
  expect((await send('DELETE', `/v1/reindex/${first.body.id}`)).body.code).toBe('conflict');
});

test('a job that is cancelled leaves what is live, and asked for again it is done', async () => {
  const waiting = await send('POST', '/v1/reindex', { file: 'deep/a.ndjson' });
  const other = await send('POST', '/v1/reindex', { file: 'b.ndjson' });
  const gone = await Promise.all(
    [waiting, other].map(({ body }) => send('DELETE', `/v1/reindex/${body.id}`)),
  );
  expect(gone.map(({ body }) => body.state)).toEqual(['cancelled', 'cancelled']);
  const again = await send('POST', '/v1/reindex', { file: 'deep/a.ndjson' });
  expect((await watched(again.body.id)).at(-1)?.state).toBe('done');
  for (const { body } of [waiting, other]) {
    expect((await send('GET', `/v1/reindex/${body.id}`)).body.state).toBe('cancelled');
  }
  expect(await total('')).toBe(41);
});

test('a job outlives the process that took it in', async () => {
  const job = await send('POST', '/v1/reindex', { file: 'deep/a.ndjson' });
  await server.close();
  await shop.aisle.close();
  const aisle = await openAisle(shop.aisle.config, { log: silentLogger, embedder: createHashEmbedder() });
  shop = { ...shop, aisle, close: () => aisle.close() };
  server = await listen(aisle);
  await aisle.jobs.resume();
  expect((await watched(job.body.id)).at(-1)).toMatchObject({ state: 'done', report: { products: 41 } });
});

test('a job that fails says why', async () => {
  await writeFile(join(files, 'empty.ndjson'), '');
  const job = await send('POST', '/v1/reindex', { file: 'empty.ndjson' });
  expect((await watched(job.body.id)).at(-1)).toMatchObject({ state: 'failed', error: { code: 'bad_file' } });
  expect(await total('mug')).toBe(1);
});

test.each([
  '../secret.ndjson',
  'deep/../../secret.ndjson',
  'link.ndjson',
  '/etc/passwd',
  'none.ndjson',
  '.',
  'deep/..',
])('the file %s is refused: it is not inside the folder', async (file) => {
  const { status, body } = await send('POST', '/v1/reindex', { file });
  expect([status, body.code]).toEqual([400, 'bad_request']);
  expect((await send('GET', '/v1/reindex')).body.jobs).toEqual([]);
});

test('without a folder no file is read', async () => {
  delete shop.aisle.config.catalogue.folder;
  await shop.close();
  const aisle = await openAisle(shop.aisle.config, { log: silentLogger, embedder: createHashEmbedder() });
  shop = { ...shop, aisle, close: () => aisle.close() };
  await server.close();
  server = await listen(aisle);
  expect((await send('POST', '/v1/reindex', { file: 'b.ndjson' })).status).toBe(422);
  expect((await send('GET', '/v1/reindex/none')).status).toBe(404);
  expect((await send('POST', '/v1/reindex', { file: 'b.ndjson', map: { id: 3 } })).status).toBe(422);
});
