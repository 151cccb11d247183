import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MAIN } from '../fixtures/command.js';
import { loadConfig, openAisle, type Aisle } from '../../app/index.js';
import { silentLogger } from '../../base/index.js';
import { openCluster, readIndexPages, type Cluster } from '../../engines/cluster/index.js';
import { parseSearchRequest } from '../../search/index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { PATIENT } from '../fixtures/shop.js';

const SIZE = 2_500;

describeOnServers('reindex from an index that a shop has', (server) => {
  let cluster: Cluster;
  let folder: string;
  let theirs: string;
  beforeAll(async () => {
    cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
    folder = await mkdtemp(join(tmpdir(), 'aisle-from-'));
    theirs = `${server.prefix}-theirs`;
    await fill(
      theirs,
      Array.from({ length: SIZE }, (_, i) =>
        // One of them has no title: it is reported, not lost.
        i === 7
          ? { euros: 3 }
          : { name: `Oak lamp number${i}`, maker: `Maker ${i % 5}`, euros: 1 + (i % 90) },
      ),
    );
  });
  afterAll(async () => {
    await cluster.close();
    await rm(folder, { recursive: true });
  });
  async function fill(index: string, sources: readonly object[]): Promise<void> {
    await cluster.request({ method: 'PUT', path: `/${index}`, body: { settings: { number_of_shards: 2 } } });
    const lines = sources.flatMap((source, i) => [{ index: { _id: `sku-${i}` } }, source]);
    await cluster.request({ method: 'POST', path: `/${index}/_bulk`, query: { refresh: true }, lines });
  }
  async function opened<T>(use: (aisle: Aisle) => Promise<T>): Promise<T> {
    const settings = {
      data: folder,
      'embedder.model': 'none',
      'elasticsearch.node': server.address,
      ...PATIENT,
    };
    const aisle = await openAisle(loadConfig({ environment: {}, overrides: settings }), {
      log: silentLogger,
    });
    try {
      return await use(aisle);
    } finally {
      await aisle.close();
    }
  }
  const alias = (name: string, indices: readonly string[]) =>
    cluster.request({
      method: 'POST',
      path: '/_aliases',
      body: { actions: indices.map((index) => ({ add: { index, alias: name } })) },
    });
  const request = { publish: true, fresh: false, force: true };
  const map = { title: 'name', brand: 'maker', price: 'euros' };
  const state = async () => {
    const { _all, indices } = await cluster.request<{
      readonly _all: { readonly primaries: object };
      readonly indices: Readonly<
        Record<string, { readonly shards: Readonly<Record<string, readonly object[]>> }>
      >;
    }>({
      method: 'GET',
      path: `/${theirs}/_stats/docs,indexing`,
      query: {
        level: 'shards',
        filter_path:
          '_all.primaries.docs.count,_all.primaries.docs.deleted,_all.primaries.indexing.index_total,_all.primaries.indexing.delete_total,indices.*.shards.*.seq_no.max_seq_no',
      },
    });
    return { _all, indices };
  };
  /** Searches and points in time that the server still holds. */
  const held = async () => {
    const stats = await cluster.request<{
      readonly indices: Readonly<
        Record<string, { readonly total: { readonly search: { readonly open_contexts: number } } }>
      >;
    }>({ method: 'GET', path: `/${server.prefix}*/_stats/search` });
    return Object.values(stats.indices).reduce((sum, { total }) => sum + total.search.open_contexts, 0);
  };
  const spools = async () => (await readdir(folder)).filter((name) => name.startsWith('index-'));

  test('every document comes through the map, odd ones are reported, the index stays what it is', async () => {
    const before = await state();
    expect(JSON.stringify(before)).toMatch(/"max_seq_no":[1-9]/);
    await opened(async (aisle) => {
      const report = await aisle.reindexFrom(theirs, { ...request, map });
      expect(report).toMatchObject({ published: true, rows: SIZE, products: SIZE - 1, rejected: 1 });
      expect(await readFile(report.reportPath, 'utf8')).toContain('sku-7');
      const answer = await aisle.search(parseSearchRequest({ query: 'number1234' }));
      expect(answer.hits[0]?.product).toMatchObject({ id: 'sku-1234', brand: 'Maker 4', price: 65 });
      expect(answer.total.value).toBe(1);
    });
    expect(await state()).toEqual(before);
    expect(await held()).toBe(0);
    expect(await spools()).toEqual([]);
  });

  test('the id of the document counts where its content has none, and is no attribute where the map names another', async () => {
    const index = `${server.prefix}-ids`;
    await fill(index, [
      { id: 'own', art: 'a0', name: 'Oak' },
      { id: null, art: 'a1', name: 'Elm' },
      { art: 'a2', name: 'Ash' },
    ]);
    await alias(`${index}-alias`, [index]);
    await opened(async (aisle) => {
      const ids = async (mapping: object) => {
        const report = await aisle.reindexFrom(`${index}-alias`, { ...request, map: mapping });
        expect(report).toMatchObject({ rows: 3, rejected: 0 });
        const { hits } = await aisle.search(parseSearchRequest({ query: '' }));
        return hits.map(({ product }) => product);
      };
      expect((await ids({ title: 'name' })).map(({ id }) => id).sort()).toEqual(['own', 'sku-1', 'sku-2']);
      const products = await ids({ id: 'art', title: 'name', unknown: 'attributes', ignore: ['id'] });
      expect(products.map(({ id }) => id).sort()).toEqual(['a0', 'a1', 'a2']);
      expect(products.flatMap(({ attributes }) => Object.keys(attributes ?? {}))).toEqual([]);
    });
  });

  test.each([
    ['an index', '-none'],
    ['a pattern', '-none*'],
  ])('%s that is not there is named', async (_, end) => {
    await expect(
      opened((aisle) => aisle.reindexFrom(theirs + end, { ...request, map })),
    ).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining(`there is no index ${theirs}${end}`),
    });
    expect(await spools()).toEqual([]);
  });

  test('the command names its option with an index that is not there', () => {
    const args = [MAIN, 'reindex', '--from-elasticsearch', `${theirs}-none`, '--data', folder];
    const env = { ...process.env, AISLE_ELASTICSEARCH_NODE: server.address, AISLE_EMBEDDER_MODEL: 'none' };
    const ran = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain(`--from-elasticsearch: there is no index ${theirs}-none`);
  });

  test('an index that gives no product is named, not the file it was read into', async () => {
    await fill(`${server.prefix}-untitled`, [{ euros: 3 }]);
    await cluster.request({ method: 'PUT', path: `/${server.prefix}-empty` });
    for (const index of [`${server.prefix}-untitled`, `${server.prefix}-empty`]) {
      const failure: unknown = await opened((aisle) => aisle.reindexFrom(index, { ...request, map })).catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ code: 'bad_file', message: expect.stringContaining(`index ${index}`) });
      expect(String(failure)).not.toContain(folder);
    }
  });

  test('an index of which a part is out of reach is not read by half', async () => {
    const away = `${server.prefix}-away`;
    await cluster.request({
      method: 'PUT',
      path: `/${away}`,
      query: { wait_for_active_shards: 0 },
      body: { settings: { 'index.routing.allocation.require._name': 'nobody' } },
    });
    await alias(`${server.prefix}-partly`, [theirs, away]);
    await expect(
      opened((aisle) => aisle.reindexFrom(`${server.prefix}-partly`, { ...request, map })),
    ).rejects.toMatchObject({ code: 'unavailable' });
    expect(await held()).toBe(0);
  });

  test('a part that goes away between two pages ends the reading, and nothing is held', async () => {
    const second = `${server.prefix}-second`;
    await fill(second, [{ name: 'Oak' }]);
    await alias(`${server.prefix}-both`, [theirs, second]);
    const pages = readIndexPages(cluster, `${server.prefix}-both`);
    expect((await pages.next()).value).toMatchObject({ total: SIZE + 1 });
    await cluster.request({ method: 'DELETE', path: `/${second}` });
    const rest = async () => {
      for await (const page of pages) expect(page.documents.length).toBeGreaterThan(0);
    };
    await expect(rest()).rejects.toMatchObject({ name: 'AisleError' });
    expect(await held()).toBe(0);
  });

  test('a reindex that is stopped while it reads holds nothing on the server and leaves no file', async () => {
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    await expect(
      opened((aisle) => aisle.reindexFrom(theirs, { ...request, map, signal: stop.signal, onProgress })),
    ).rejects.toThrow();
    expect(await held()).toBe(0);
    expect(await spools()).toEqual([]);
  });

  test('what a killed reindex left is removed by a later one, what another one writes is not', async () => {
    const [old, fresh] = ['index-old.ndjson', 'index-fresh.ndjson'];
    for (const name of [old, fresh]) await writeFile(join(folder, name), '{}\n');
    const long = new Date(Date.now() - 2 * 86_400_000);
    await utimes(join(folder, old), long, long);
    await opened((aisle) => aisle.reindexFrom(theirs, { ...request, map }));
    expect(await spools()).toEqual([fresh]);
    await rm(join(folder, fresh));
  });
});
