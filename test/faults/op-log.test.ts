import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import type { ClusterOpLog, LoggedOp, OpLog } from '../../engines/state/index.js';
import { layoutOf, openClusterRegistry } from '../../indexer/index.js';
import { silentLogger } from '../../base/index.js';
import { addGeneration, idOf, metaOf } from '../fixtures/registry.js';
import { code } from '../fixtures/error-code.js';
import { startFaultProxy, type FaultProxy } from '../fixtures/fault-proxy.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { sharedLog, type SharedLog } from '../fixtures/shared-log.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CREATE = /^POST \/.*-ops-write\/_bulk/;
const ALL = /./;
const LOSE = { kind: 'lose' } as const;
const DROP = { kind: 'drop' } as const;
const op = (id: string, price = 1) =>
  ({ time: 1, change: { kind: 'put', id, product: { id, title: id, price } } }) as const;
const ids = async (log: OpLog) => {
  const all: LoggedOp[] = [];
  for (;;) {
    const page = await log.read(all.at(-1)?.seq ?? 0, 1_000);
    if (page.length === 0) return all.map(({ change }) => change.id);
    all.push(...page);
  }
};

describeOnServers(
  'faults of a log on a cluster',
  (server) => {
    let cluster: Cluster;
    let proxy: FaultProxy;
    let proxied: Cluster;
    /** Ms that the clock of the proxied way is ahead: so a breaker comes to its end. */
    let ahead = 0;
    let shared: SharedLog;
    /** Behind the proxy. */
    let log: ClusterOpLog;

    beforeAll(async () => {
      cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
      proxy = await startFaultProxy(server.address);
      const clock = { now: () => Date.now() + ahead };
      proxied = await openCluster({ nodes: [proxy.address], deadline: 30_000 }, { clock, random: () => 0 });
    });
    afterAll(async () => {
      await proxied.close();
      await cluster.close();
      await proxy.close();
    });
    beforeEach(async () => {
      shared = sharedLog(cluster, server.prefix);
      log = shared.open(proxied);
      await log.append([op('first')]);
      proxy.reset();
    });
    afterEach(() => {
      proxy.reset();
      ahead += 60_000;
    });

    describe('a write without an answer', () => {
      test('that was made is acknowledged once it is found, and is there once', async () => {
        proxy.fail(CREATE, LOSE);
        const [seq] = await log.append([op('a'), op('b')]);
        expect(seq).toBe(2);
        expect(await ids(shared.open())).toEqual(['first', 'a', 'b']);
      });

      test('is there once also where who reads the log finds it first', async () => {
        proxy.fail(CREATE, LOSE, 1);
        const again = proxy.hold(CREATE);
        const appended = log.append([op('a')]);
        await again.arrived;
        expect((await log.read(1, 5)).map(({ change }) => change.id)).toEqual(['a']);
        again.release();
        expect(await appended).toEqual([2]);
        expect(await ids(shared.open())).toEqual(['first', 'a']);
      });

      test('that never arrived is made again', async () => {
        proxy.fail(CREATE, DROP, 4);
        ahead += 60_000;
        await log.append([op('a')]);
        expect(await ids(shared.open())).toEqual(['first', 'a']);
      });

      test('of which nothing can be found out is refused as not known; the log goes on, in order', async () => {
        proxy.fail(CREATE, LOSE);
        proxy.fail(/_mget/, DROP);
        const refused = [log.append([op('a')]), log.append([op('b')])];
        for (const each of refused) await expect(each).rejects.toEqual(code('unavailable', /not known/));
        proxy.reset();
        ahead += 60_000;
        await log.append([op('c')]);
        const found = await ids(shared.open());
        expect(found).toEqual(['first', 'a', 'b', 'c']);
        expect(await ids(log)).toEqual(found);
      });

      test('that comes late finds its place taken, and goes to the next', async () => {
        const held = proxy.hold(CREATE);
        const late = log.append([op('late')]);
        await held.arrived;
        const other = shared.open();
        const [place = 0] = await other.append([op('other')]);
        held.release();
        expect(await late).toEqual([place + 1]);
        expect(await ids(other)).toEqual(['first', 'other', 'late']);
      });
    });

    test('a cluster that is away refuses by its name; what was refused is not in the log', async () => {
      proxy.fail(ALL, DROP);
      const refused = await Promise.allSettled([log.append([op('a')]), log.append([op('b')]), log.mark()]);
      for (const each of refused) expect(each).toMatchObject({ reason: { code: 'unavailable' } });
      await expect(log.read(1, 5)).rejects.toEqual(code('unavailable'));
      proxy.reset();
      ahead += 60_000;
      expect(await ids(shared.open())).toEqual(['first']);
      expect(await log.append([op('c')])).toEqual([2]);
    });

    test('a full disk, and a refusal that is no doubt, are told at once and leave nothing', async () => {
      const reason = 'index blocked by: [FORBIDDEN/12/index read-only / allow delete (api)]';
      const body = { error: { type: 'cluster_block_exception', reason }, status: 429 };
      proxy.fail(CREATE, { kind: 'answer', status: 429, body });
      await expect(log.append([op('a')])).rejects.toEqual(code('storage_full'));
      expect(proxy.count(CREATE)).toBe(1);
      proxy.reset();
      expect(await log.append([op('b')])).toEqual([2]);
      expect(await ids(shared.open())).toEqual(['first', 'b']);
    });

    test('a log that was there and is gone is corrupt, for those who have it and for who comes, and not made anew', async () => {
      await cluster.request({ method: 'DELETE', path: `/${shared.index}` });
      const gone = code('corrupt', /no longer has the log of live updates/);
      for (const each of [log, shared.open()]) {
        await expect(each.append([op('a')])).rejects.toEqual(gone);
        await expect(each.mark()).rejects.toEqual(gone);
        await expect(each.read(1, 5)).rejects.toEqual(gone);
        await expect(each.last()).rejects.toEqual(gone);
      }
      const there = cluster.request({ method: 'GET', path: `/${shared.index}` });
      await expect(there).rejects.toEqual(code('not_found'));
    });

    test('a server whose log was begun anew by others hears of it, and acknowledges nothing', async () => {
      await cluster.request({ method: 'DELETE', path: `/${shared.prefix}-registry,${shared.index}` });
      await shared.open().append([op('new')]);
      await expect(log.append([op('old')])).rejects.toEqual(code('corrupt'));
      await expect(log.read(1, 5)).rejects.toEqual(code('corrupt'));
      await shared.open().append([op('newer')]);
      const found = await ids(shared.open());
      expect([found.at(0), found.at(-1)]).toEqual(['new', 'newer']);
    });

    test('an index of that name that is a stranger’s is not touched', async () => {
      const other = sharedLog(cluster, server.prefix);
      await cluster.request({ method: 'PUT', path: `/${other.index}`, body: {} });
      await expect(other.open().append([op('a')])).rejects.toEqual(
        code('bad_config', /elasticsearch.prefix/),
      );
    });

    test('a log that another begins while one looks for it is not one that was lost', async () => {
      const begun = sharedLog(cluster, server.prefix);
      const looks = begun.open(proxied);
      const held = [proxy.hold(/^GET .*\/_doc\//), proxy.hold(/_mget/)];
      const found = looks.read(0, 5);
      await Promise.race(held.map(({ arrived }) => arrived));
      const [first, second] = proxy.requests[0]?.path.includes('_mget') === true ? held.reverse() : held;
      first?.release();
      await second?.arrived;
      await begun.open().append([op('a')]);
      second?.release();
      expect((await found).length).toBeLessThan(2);
      expect((await looks.read(0, 5)).map(({ change }) => change.id)).toEqual(['a']);
    });

    test('a process that is killed while it makes the log leaves one that the next takes over', async () => {
      const other = sharedLog(cluster, server.prefix);
      proxy.fail(/PUT .*\/_doc\/installation/, DROP);
      await expect(other.open(proxied).append([op('a')])).rejects.toEqual(code('unavailable'));
      expect(await other.open().append([op('b')])).toEqual([1]);
      expect(await ids(other.open())).toEqual(['b']);
    });

    test('a log that comes to an installation with generations gives numbers that none of them names', async () => {
      const other = sharedLog(cluster, server.prefix);
      const dataDir = await mkdtemp(join(tmpdir(), 'aisle-log-'));
      try {
        const options = { prefix: other.prefix, replicas: 0, productsAlias: false, log: silentLogger };
        const registry = await openClusterRegistry(cluster, layoutOf(dataDir), options);
        for (const [n, opsFrom] of [0, 41, 7].entries()) {
          await addGeneration(registry, dataDir, metaOf(idOf(n), { opsFrom }));
        }
        expect(await other.open().last()).toBe(0);
        expect(await other.open().append([op('a')])).toEqual([42]);
        expect((await other.open().read(7, 5)).map(({ seq }) => seq)).toEqual([42]);
      } finally {
        await rm(dataDir, { recursive: true });
      }
    });

    test('a prune that is killed before it removed anything is finished by the next', async () => {
      for (let i = 0; i < 5; i += 1) await log.append([op(`a${i}`)]);
      proxy.fail(/_bulk/, DROP);
      await expect(log.prune(4)).rejects.toEqual(code('unavailable'));
      proxy.reset();
      ahead += 60_000;
      const isThere = (batch: number) =>
        cluster.request({ method: 'GET', path: `/${shared.index}/_doc/${batch}` }).then(
          () => true,
          () => false,
        );
      expect(await isThere(2)).toBe(true);
      for (const each of [log, shared.open()]) await expect(each.read(3, 5)).rejects.toEqual(code('corrupt'));
      expect(await shared.open().count()).toBe(2);
      expect(await log.prune(4)).toBe(0);
      expect(await Promise.all([1, 2, 4, 5].map(isThere))).toEqual([false, false, false, true]);
      expect(await log.prune(5)).toBe(1);
      expect(await Promise.all([1, 2, 5, 6].map(isThere))).toEqual([false, false, false, true]);
      expect((await log.read(5, 5)).map(({ seq }) => seq)).toEqual([6]);
    });

    test('folding that is killed half way says the same, and is finished by the next', async () => {
      for (let i = 0; i < 4; i += 1) await log.append([op('a', i), op(`b${i}`)]);
      // What others are folded into is written first, what it stands for goes then.
      const hold = proxy.hold(/_bulk/);
      const first = log.compact();
      await hold.arrived;
      hold.release();
      proxy.fail(/_bulk/, DROP);
      await expect(first).rejects.toEqual(code('unavailable'));
      proxy.reset();
      ahead += 60_000;
      const half = await shared.open().read(0, 100);
      expect(half.filter(({ change }) => change.id === 'a').map(({ born }) => born)).toEqual([
        undefined,
        undefined,
        undefined,
        2,
      ]);
      expect(await log.compact()).toBe(3);
      const whole = await shared.open().read(0, 100);
      expect(whole.map(({ change }) => change.id)).toEqual(['first', 'b0', 'b1', 'b2', 'a', 'b3']);
      expect(whole.find(({ change }) => change.id === 'a')).toMatchObject({
        born: 2,
        change: { product: { price: 3 } },
      });
    });

    test('folding reads what is new most times, and a longer stretch the seldomer', async () => {
      const folding = shared.open(proxied, { foldUnit: 8 });
      const read: number[] = [];
      for (let round = 1; round <= 8; round += 1) {
        for (let i = 0; i < 4; i += 1) await log.append([op('a', 4 * round + i), op(`b${round}-${i}`)]);
        proxy.reset();
        await folding.compact();
        // Batches whose entries were read; of the others it is asked what they say of themselves.
        const asked = proxy.requests.flatMap(({ path, body }) =>
          path.includes('_mget')
            ? (JSON.parse(body) as { docs: { _id: string; _source?: unknown }[] }).docs
            : [],
        );
        const whole = asked.filter(({ _id, _source }) => _id !== 'log' && _source === undefined);
        read.push(new Set(whole.map(({ _id }) => Number(_id)).filter((n) => n <= 1 + 4 * round)).size);
      }
      // The first entry shifts each stretch by one.
      expect(read).toEqual([5, 9, 5, 17, 5, 9, 5, 33]);
      const kept = await shared.open().read(0, 100);
      expect(kept.filter(({ change }) => change.id === 'a')).toMatchObject([
        { born: 2, change: { product: { price: 35 } } },
      ]);
      expect(kept).toHaveLength(1 + 1 + 32);
      expect(await folding.compact()).toBe(0);
    });

    test('products come back as they were, whatever their attributes are called, however large they are', async () => {
      const attributes = Object.fromEntries(
        ['', '.', 'a.', '.b', 'a.b', '_id', 'a b', '\u0000', '中', '__proto__x'].map((name) => [
          name,
          ['v', '\u0000'],
        ]),
      );
      const product = { id: 'odd', title: 'Odd', attributes, description: 'x'.repeat(2_000_000) };
      const many = Array.from({ length: 3 }, (_, i) => ({
        time: 1,
        change: { kind: 'put', id: `odd${i}`, product: { ...product, id: `odd${i}` } } as const,
      }));
      await log.append(many);
      await log.append([op('after')]);
      const read = await shared.open().read(1, 10);
      expect(read.map(({ change }) => change)).toStrictEqual([
        ...many.map(({ change }) => change),
        op('after').change,
      ]);
    });

    test('what holds more than the log is told that the log is older', async () => {
      await expect(log.read(17, 5)).rejects.toEqual(code('corrupt', /older/));
    });
  },
  ['es', 'os'],
);
