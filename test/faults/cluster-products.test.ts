import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { loadConfig, openAisle, type Aisle, type ReindexRequest } from '../../app/index.js';
import { silentLogger } from '../../base/index.js';
import type { Product } from '../../catalog/index.js';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import { parseSearchRequest } from '../../search/index.js';
import { startFaultProxy, type FaultProxy } from '../fixtures/fault-proxy.js';
import { describeOnServers } from '../fixtures/search-servers.js';

const BULK = /^POST \/.*-products-.*_bulk/;

const lamps = (count: number, padding = 0): Product[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `p${String(i).padStart(5, '0')}`,
    title: `Lamp number${i}`,
    price: 1 + (i % 50),
    ...(padding === 0 ? {} : { description: `bright${i} `.repeat(padding) }),
  }));

describeOnServers('a product index whose server fails', (server) => {
  let direct: Cluster;
  let proxy: FaultProxy;
  let folder: string;
  let prefix: string;
  let aisle: Aisle;
  beforeAll(async () => {
    direct = await openCluster({ nodes: [server.address], deadline: 30_000 });
  });
  afterAll(() => direct.close());
  beforeEach(async () => {
    proxy = await startFaultProxy(server.address);
    folder = await mkdtemp(join(tmpdir(), 'aisle-cluster-'));
    prefix = `${server.prefix}-${randomBytes(4).toString('hex')}`;
    aisle = await open();
  });
  afterEach(async () => {
    await aisle.close();
    await proxy.close();
    await rm(folder, { recursive: true });
  });

  const open = (settings: Readonly<Record<string, unknown>> = {}) =>
    openAisle(
      loadConfig({
        environment: {},
        overrides: {
          data: join(folder, 'data'),
          'embedder.model': 'none',
          'lexical.engine': server.kind === 'os' ? 'opensearch' : 'elasticsearch',
          'elasticsearch.node': proxy.address,
          'elasticsearch.prefix': prefix,
          'elasticsearch.replicas': 0,
          ...settings,
        },
      }),
      { log: silentLogger },
    );
  const reindex = async (products: readonly Product[], fields: Partial<ReindexRequest> = {}) => {
    const file = join(folder, 'catalogue.ndjson');
    await writeFile(file, products.map((product) => `${JSON.stringify(product)}\n`).join(''));
    return aisle.reindex({ file, publish: true, fresh: false, force: false, ...fields });
  };
  const total = async (query: string) => (await aisle.search(parseSearchRequest({ query }))).total.value;
  const indices = async () =>
    Object.keys(await direct.request<object>({ method: 'GET', path: `/${prefix}-products-*` })).sort();
  /** What the proxy says in the server's place to one bulk request of `count` documents. */
  const itemsAnswer = (count: number, status: number, error: { type: string; reason: string }) =>
    ({
      kind: 'answer',
      status: 200,
      body: { errors: true, items: Array.from({ length: count }, () => ({ index: { status, error } })) },
    }) as const;

  test('documents that it was too busy for are sent again', async () => {
    const busy = { type: 'es_rejected_execution_exception', reason: 'queue is full' };
    proxy.fail(BULK, itemsAnswer(20, 429, busy), 2);
    const report = await reindex(lamps(20));
    expect(report).toMatchObject({ published: true, products: 20, rejected: 0 });
    expect(proxy.count(BULK)).toBe(3);
    expect(await total('lamp')).toBe(20);
  });

  test('requests that it was too busy for are sent again, oftener than any other call', async () => {
    const busy = { error: { type: 'es_rejected_execution_exception', reason: 'rejected execution' } };
    // A call is tried four times.
    proxy.fail(BULK, { kind: 'answer', status: 429, body: busy }, 5);
    const report = await reindex(lamps(20));
    expect(report).toMatchObject({ published: true, products: 20, rejected: 0 });
    expect(proxy.count(BULK)).toBe(6);
    expect(await total('lamp')).toBe(20);
  });

  test('a build that is stopped does not wait for a server that is too busy', async () => {
    proxy.fail(BULK, { kind: 'answer', status: 429 });
    const stop = new AbortController();
    const stopped = reindex(lamps(3_000), {
      signal: stop.signal,
      onProgress: ({ stage }) => {
        if (stage === 'write') stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/stop/),
    });
    proxy.reset();
    expect(await reindex(lamps(3_000))).toMatchObject({ published: true, products: 3_000 });
  });

  test('documents that it cannot take are reported; too many of them are not published', async () => {
    const odd = { type: 'document_parsing_exception', reason: 'failed to parse field' };
    proxy.fail(BULK, itemsAnswer(20, 400, odd), 1);
    const report = await reindex(lamps(20));
    expect(report).toMatchObject({ published: false, rejected: 20 });
    expect(report.findings.join()).toMatch(/refused 20 of 20 products/);
    const lines = (await readFile(report.reportPath, 'utf8')).trim().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      kind: 'rejected',
      reason: 'engine',
      id: 'p00000',
      message: 'failed to parse field',
    });
  });

  test('a full disk there is storage_full, at once', async () => {
    const full = {
      type: 'cluster_block_exception',
      reason: 'index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark];',
    };
    proxy.fail(BULK, itemsAnswer(20, 429, full), 1);
    await expect(reindex(lamps(20))).rejects.toMatchObject({ code: 'storage_full' });
    expect(proxy.count(BULK)).toBe(1);
    // There is room again: the same command goes on.
    expect(await reindex(lamps(20))).toMatchObject({ published: true, products: 20 });
  });

  test('lost in the middle of a build, the same command goes on and sends no more than is missing', async () => {
    const products = lamps(3_000, 40);
    const stop = new AbortController();
    const file = join(folder, 'catalogue.ndjson');
    await writeFile(file, products.map((product) => `${JSON.stringify(product)}\n`).join(''));
    const first = aisle.reindex({
      file,
      publish: true,
      fresh: false,
      force: false,
      signal: stop.signal,
      onProgress: ({ stage, done }) => {
        if (stage === 'write' && done > 1_500) stop.abort();
      },
    });
    await expect(first).rejects.toMatchObject({ code: 'unavailable' });
    const sent = () =>
      proxy.requests
        .filter(({ method, path }) => BULK.test(`${method} ${path}`))
        .reduce(
          (sum, { body }) => sum + body.split('\n').filter((line) => line.startsWith('{"index"')).length,
          0,
        );
    const already = sent();
    expect(already).toBeGreaterThan(0);
    expect(already).toBeLessThan(3_000);
    proxy.reset();
    const report = await reindex(products);
    expect(report).toMatchObject({ published: true, products: 3_000 });
    expect(sent()).toBe(3_000 - already);
    expect(await total('lamp')).toBe(3_000);
    expect(await indices()).toHaveLength(1);
  });

  test('an index deleted during its build is not made anew by what follows', async () => {
    const hold = proxy.hold(BULK);
    const running = reindex(lamps(20));
    const outcome = expect(running).rejects.toMatchObject({ code: 'not_found' });
    await hold.arrived;
    for (const index of await indices()) await direct.request({ method: 'DELETE', path: `/${index}` });
    hold.release();
    await outcome;
    expect(await indices()).toEqual([]);
    // What was live is what it was: nothing.
    await expect(total('lamp')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await reindex(lamps(20))).toMatchObject({ published: true });
  });

  test('a write block on the index ends the build with what the server says', async () => {
    const hold = proxy.hold(BULK);
    const running = reindex(lamps(20));
    const outcome = expect(running).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringMatching(/does not write to .*block/),
    });
    await hold.arrived;
    const [index = ''] = await indices();
    const block = (write: boolean | null) =>
      direct.request({ method: 'PUT', path: `/${index}/_settings`, body: { 'index.blocks.write': write } });
    await block(true);
    hold.release();
    await outcome;
    await block(null);
    expect(await reindex(lamps(20))).toMatchObject({ published: true, products: 20 });
  });

  test('a stranger’s index under the name of a generation stays what it is', async () => {
    const hold = proxy.hold(/^PUT \/[^/]*-products-[^/]*$/);
    const running = reindex(lamps(5));
    const outcome = expect(running).rejects.toMatchObject({
      code: expect.stringMatching(/unprocessable|conflict/),
    });
    await hold.arrived;
    const path = proxy.requests.at(-1)?.path ?? '';
    await direct.request({
      method: 'PUT',
      path,
      body: { mappings: { properties: { theirs: { type: 'keyword' } } } },
    });
    hold.release();
    await outcome;
    await expect(reindex(lamps(5))).rejects.toMatchObject({ code: 'conflict' });
    const found = await direct.request<Record<string, { mappings: object }>>({ method: 'GET', path });
    expect(Object.values(found)[0]?.mappings).toEqual({ properties: { theirs: { type: 'keyword' } } });
  });

  test('searches hear that it is down, slow, or that the index is gone, and go on when it is back', async () => {
    await reindex(lamps(20));
    expect(await total('lamp')).toBe(20);
    const hold = proxy.hold(/_search/);
    await expect(total('lamp')).rejects.toMatchObject({
      code: expect.stringMatching(/unavailable|deadline_exceeded/),
    });
    hold.release();
    proxy.reset();
    expect(await total('lamp')).toBe(20);
    proxy.fail(/_search/, { kind: 'drop' }, 50);
    await expect(total('lamp')).rejects.toMatchObject({ code: 'unavailable' });
    proxy.reset();
    for (const index of await indices()) await direct.request({ method: 'DELETE', path: `/${index}` });
    await expect(total('lamp')).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('a page whose products the server cannot read now is unavailable, and comes when it can', async () => {
    await reindex(lamps(20));
    const search = (body: object) => aisle.search(parseSearchRequest(body));
    const { cursor = '' } = await search({ query: 'lamp', pageSize: 5 });
    const [index = ''] = await indices();
    // The answer is a 200 then too, as for a shard without a home: each document has an error of its own.
    await direct.request({ method: 'POST', path: `/${index}/_close` });
    await expect(search({ cursor, pageSize: 5 })).rejects.toMatchObject({ code: 'unavailable' });
    await direct.request({ method: 'POST', path: `/${index}/_open` });
    await direct.request({
      method: 'GET',
      path: `/_cluster/health/${index}`,
      query: { wait_for_status: 'green' },
    });
    expect((await search({ cursor, pageSize: 5 })).hits).toHaveLength(5);
  });

  test('a publish is seen by another server that searches', async () => {
    await reindex(lamps(20));
    const other = await open({ data: join(folder, 'other') });
    try {
      const asked = () => other.search(parseSearchRequest({ query: 'lamp' }));
      expect((await asked()).total.value).toBe(20);
      await reindex(lamps(30));
      await other.generations.refresh();
      expect((await asked()).total.value).toBe(30);
    } finally {
      await other.close();
    }
  });

  test('pruning removes what this installation made, and nothing else', async () => {
    const theirs = `${prefix}-products-theirs`;
    await direct.request({ method: 'PUT', path: `/${theirs}`, body: {} });
    for (const count of [5, 6, 7]) await reindex(lamps(count), { force: true });
    await aisle.generations.prune({ keep: 0 });
    const left = await indices();
    expect(left).toHaveLength(3);
    expect(left).toContain(theirs);
    expect(await total('lamp')).toBe(7);
  });
});
