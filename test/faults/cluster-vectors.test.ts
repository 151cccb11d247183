import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { clusterVectors } from '../../app/cluster-engines.js';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import type { VectorIndex } from '../../engines/vectors/index.js';
import type { VectorIndices } from '../../indexer/index.js';
import { clusteredRows, rowOf } from '../contracts/unit-vectors.js';
import { startFaultProxy, type FaultProxy } from '../fixtures/fault-proxy.js';
import { describeOnServers } from '../fixtures/search-servers.js';

const D = 16;
const SIZE = 300;
const rows = clusteredRows(SIZE, D, 3);
const query = rowOf(clusteredRows(1, D, 4), D, 0);
const options = { dimensions: D, expected: SIZE };

describeOnServers(
  'vectors on a search cluster that fails',
  (server) => {
    let direct: Cluster;
    let proxy: FaultProxy;
    let cluster: Cluster;
    let prefix: string;
    let indices: VectorIndices;
    const opened: VectorIndex[] = [];
    beforeAll(async () => {
      direct = await openCluster({ nodes: [server.address], deadline: 30_000 });
    });
    afterAll(() => direct.close());
    beforeEach(async () => {
      proxy = await startFaultProxy(server.address);
      cluster = await openCluster({ nodes: [proxy.address], deadline: 30_000 });
      prefix = `${server.prefix}${randomBytes(4).toString('hex')}`;
      indices = clusterVectors(cluster, { prefix, shards: 1, replicas: 0 });
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((index) => index.close()));
      await cluster.close();
      await proxy.close();
    });

    const nameOf = (address: string) => `${prefix}-vectors-${address}`;
    const build = async (address: string, some = rows) => {
      const writer = await indices.openWriter(address, options);
      await writer.append(some);
      return writer.finish();
    };
    const open = async (address: string) => {
      const index = await indices.open(address);
      opened.push(index);
      return index;
    };
    const remove = (address: string) => direct.request({ method: 'DELETE', path: `/${nameOf(address)}` });
    /** Documents are deleted one by one in this test alone: nothing of ours does it. */
    const removeDocument = (address: string, id: string) =>
      direct.request({ method: 'DELETE', path: `/${nameOf(address)}/_doc/${id}`, query: { refresh: true } });

    test('one that is deleted under us is unavailable, not empty', async () => {
      await build('a');
      const index = await open('a');
      await remove('a');
      await expect(index.nearest(query, 5)).rejects.toMatchObject({ code: 'unavailable' });
      await expect(index.vectors(Uint32Array.of(3))).rejects.toMatchObject({ code: 'unavailable' });
      await expect(open('a')).rejects.toMatchObject({ code: 'not_found' });
    });

    test('a build that was killed is no index; the next one under its name is whole', async () => {
      const killed = await indices.openWriter('a', options);
      await killed.append(clusteredRows(SIZE, D, 5));
      await expect(open('a')).rejects.toMatchObject({ code: 'not_found' });
      expect(await indices.list()).toEqual(['a']);
      const { checksum } = await build('a');
      // The killed one was only asleep: what it has yet to write does not reach the other's index.
      await expect(killed.finish()).rejects.toMatchObject({ code: 'not_found' });
      const index = await open('a');
      expect([index.size, index.checksum]).toEqual([SIZE, checksum]);
      const all = Uint32Array.from({ length: SIZE }, (_, i) => i);
      expect(await index.vectors(all)).toEqual(rows);
    });

    test('one that is deleted while it is built is not made anew by what is still to be written', async () => {
      const writer = await indices.openWriter('a', options);
      await writer.append(rows);
      await remove('a');
      await expect(writer.finish()).rejects.toMatchObject({ code: 'not_found' });
      expect(await indices.list()).toEqual([]);
    });

    test('an aborted build leaves nothing, a finished one stays', async () => {
      const writer = await indices.openWriter('a', options);
      await writer.append(rows);
      await writer.abort();
      expect(await indices.list()).toEqual([]);
      await expect(writer.append(rows)).rejects.toMatchObject({ code: 'conflict' });
      const finished = await indices.openWriter('b', options);
      await finished.append(rows);
      await finished.finish();
      await finished.abort();
      expect((await open('b')).size).toBe(SIZE);
    });

    test("a stranger's index is neither listed nor removed nor replaced", async () => {
      const path = `/${nameOf('a')}`;
      await direct.request({
        method: 'PUT',
        path,
        body: { mappings: { _meta: { createdBy: 'aisle else' } } },
      });
      await direct.request({ method: 'PUT', path: `/${nameOf('b')}` });
      const before = await direct.request({ method: 'GET', path: `${path},${nameOf('b')}` });
      for (const address of ['a', 'b']) {
        await expect(open(address)).rejects.toMatchObject({ code: 'not_found' });
        await expect(indices.openWriter(address, options)).rejects.toMatchObject({ code: 'conflict' });
        await expect(indices.remove(address)).rejects.toMatchObject({ code: 'conflict' });
      }
      expect(await indices.list()).toEqual([]);
      expect(await direct.request({ method: 'GET', path: `${path},${nameOf('b')}` })).toEqual(before);
    });

    test('what is removed is gone; what is not there is no error', async () => {
      await build('a');
      await indices.remove('a');
      await indices.remove('a');
      await expect(open('a')).rejects.toMatchObject({ code: 'not_found' });
    });

    test.each(['moments', '7'])('without document %p it is corrupt', async (id) => {
      await build('a');
      const index = await open('a');
      await removeDocument('a', id);
      await expect(open('a')).rejects.toMatchObject({ code: 'corrupt' });
      if (id === '7')
        await expect(index.vectors(Uint32Array.of(7))).rejects.toMatchObject({ code: 'corrupt' });
    });

    test('moments that are not those that were written are corrupt', async () => {
      await build('a');
      const path = `/${nameOf('a')}/_doc/moments`;
      await direct.request({ method: 'PUT', path, body: { moments: 'AAAA' }, query: { refresh: true } });
      await expect(open('a')).rejects.toMatchObject({ code: 'corrupt' });
    });

    test('rows that the server was too busy for are sent again; a lost answer costs nothing', async () => {
      const busy = {
        status: 429,
        error: { type: 'es_rejected_execution_exception', reason: 'queue is full' },
      };
      const items = Array.from({ length: SIZE }, () => ({ index: busy }));
      proxy.fail(/_bulk/, { kind: 'answer', status: 200, body: { errors: true, items } }, 1);
      proxy.fail(/_bulk/, { kind: 'lose' }, 1);
      await build('a');
      expect(await (await open('a')).vectors(Uint32Array.of(0, SIZE - 1))).toEqual(
        Float32Array.of(...rowOf(rows, D, 0), ...rowOf(rows, D, SIZE - 1)),
      );
    });

    test('a row that the server refuses fails the build, which leaves nothing', async () => {
      const odd = { status: 400, error: { type: 'document_parsing_exception', reason: 'failed to parse' } };
      const items = Array.from({ length: SIZE }, () => ({ index: odd }));
      proxy.fail(/_bulk/, { kind: 'answer', status: 200, body: { errors: true, items } }, 1);
      await expect(build('a')).rejects.toMatchObject({ code: 'unprocessable' });
      expect(await indices.list()).toEqual([]);
    });

    test('a server that lost rows does not finish', async () => {
      proxy.fail(/_bulk/, { kind: 'answer', status: 200, body: { errors: false } }, 1);
      await expect(build('a')).rejects.toMatchObject({ code: 'corrupt' });
      expect(await indices.list()).toEqual([]);
    });

    test('a search that waits ends when its caller stops waiting', async () => {
      await build('a');
      const index = await open('a');
      const held = proxy.hold(/_search/);
      const stop = new AbortController();
      const asked = index.nearest(query, 5, { signal: stop.signal });
      const refused = expect(asked).rejects.toMatchObject({ code: 'deadline_exceeded' });
      await held.arrived;
      stop.abort();
      await refused;
      held.release();
    });

    test('the last settings are those of an index that is searched', async () => {
      await build('a');
      const found = await direct.request<Record<string, { settings: { index: object }; aliases: object }>>({
        method: 'GET',
        path: `/${nameOf('a')}`,
      });
      expect(found[nameOf('a')]?.aliases).toEqual({});
      expect(found[nameOf('a')]?.settings.index).not.toHaveProperty('refresh_interval');
    });

    test('more neighbours than the server searches for, and a query without direction', async () => {
      const size = 10_100;
      const many = clusteredRows(size, 4, 6);
      const writer = await indices.openWriter('a', { dimensions: 4, expected: size });
      await writer.append(many);
      await writer.finish();
      const index = await open('a');
      const asked = rowOf(many, 4, 0);
      const { ordinals, cosines } = await index.nearest(asked, size);
      expect(new Set(ordinals).size).toBe(size);
      expect(cosines.every((cosine, at) => at === 0 || cosine <= (cosines[at - 1] as number))).toBe(true);
      expect(ordinals[0]).toBe(0);
      const none = await index.nearest(new Float32Array(4), 3);
      expect([...none.ordinals, ...none.cosines]).toEqual([0, 1, 2, 0, 0, 0]);
    });

    test.each([0, 4_097, 1.5])('%p dimensions are refused', async (dimensions) => {
      await expect(indices.openWriter('a', { dimensions })).rejects.toMatchObject({ code: 'bad_request' });
    });

    test('rows that are not whole or not of unit length are refused, and the writer goes on', async () => {
      const writer = await indices.openWriter('a', options);
      await expect(writer.append(new Float32Array(D + 1))).rejects.toMatchObject({ code: 'bad_request' });
      await expect(writer.append(new Float32Array(D))).rejects.toMatchObject({ code: 'bad_request' });
      await writer.append(rows);
      expect((await writer.finish()).size).toBe(SIZE);
    });
  },
  ['es', 'es8'],
);

describeOnServers(
  'vectors on a search cluster without kNN search',
  (server) => {
    test('are refused, and the message says what would do', async () => {
      const cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
      const refusal = {
        code: 'bad_config',
        message: expect.stringMatching(/vector.engine: expected Elastic/),
      };
      const parts = { prefix: server.prefix, shards: 1, replicas: 0 };
      expect(() => clusterVectors(cluster, parts)).toThrow(expect.objectContaining(refusal));
      await cluster.close();
    });
  },
  ['os'],
);
