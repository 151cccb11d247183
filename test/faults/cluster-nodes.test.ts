import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig, openAisle, type Aisle, type ReindexRequest } from '../../app/index.js';
import { isAisleError, silentLogger } from '../../base/index.js';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import { parseSearchRequest } from '../../search/index.js';
import { describeOnCluster } from '../fixtures/opensearch-cluster.js';

interface Local {
  readonly nodes: Readonly<Record<string, { readonly http: { readonly publish_address: string } }>>;
}

interface Shard {
  readonly index: string;
  readonly prirep: string;
  readonly state: string;
  /** `node-1`; null while it has no home. */
  readonly node: string | null;
}

/** Milliseconds for the start of a node, or an election, on a busy machine. */
const LONG = 600_000;
/** Several bulk requests. */
const PADDING = 'bright and warm for the whole room '.repeat(60);

// One cluster for all: three servers take long to start. Each test leaves it whole.
describeOnCluster('a cluster that loses nodes', (servers) => {
  test(
    'a node comes back under its address; the client does not notice that it was gone, and uses it again',
    async () => {
      let now = Date.now();
      const nodes = [...servers.addresses];
      const cluster = await openCluster({ nodes, deadline: 60_000 }, { clock: { now: () => now } });
      /** The nodes that answered so many calls. */
      const answering = async (calls: number): Promise<Set<string>> => {
        const seen = new Set<string>();
        for (let i = 0; i < calls; i++) {
          const local = await cluster.request<Local>({ method: 'GET', path: '/_nodes/_local/http' });
          for (const { http } of Object.values(local.nodes)) seen.add(`http://${http.publish_address}`);
        }
        return seen;
      };
      try {
        await servers.settled(3, 1);
        expect(await answering(6)).toEqual(new Set(nodes));

        await servers.kill(0);
        await expect(fetch(nodes[0] ?? '')).rejects.toThrow('fetch failed');
        expect(await answering(6)).toEqual(new Set(nodes.slice(1)));
        await servers.settled(2, 1);
        // What must not be sent twice goes to those that live.
        await cluster.request({ method: 'PUT', path: '/nodes-1', query: { wait_for_active_shards: 1 } });

        await servers.start(0);
        expect(servers.addresses).toEqual(nodes);
        await servers.settled(3, 0);
        // The dead node is asked only after a while.
        now += 600_000;
        const back = new Set<string>();
        while (back.size < nodes.length) for (const node of await answering(3)) back.add(node);
      } finally {
        await cluster.close();
      }
    },
    LONG,
  );

  describe('under an installation', () => {
    let folder: string;
    let aisle: Aisle;
    let direct: Cluster;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'aisle-nodes-'));
      await servers.settled(3, 0);
      direct = await openCluster({ nodes: servers.addresses, deadline: 60_000 });
      const config = loadConfig({
        environment: {},
        overrides: {
          data: join(folder, 'data'),
          'embedder.model': 'none',
          'lexical.engine': 'opensearch',
          'elasticsearch.node': servers.addresses,
          'elasticsearch.prefix': 'nodes',
          'elasticsearch.replicas': 1,
          // The answers are what is tested, not how fast a node that starts lets the others be.
          'elasticsearch.deadline': 60_000,
          'search.legDeadline': 60_000,
        },
      });
      aisle = await openAisle(config, { log: silentLogger });
    }, LONG);
    afterAll(async () => {
      await aisle.close();
      await direct.close();
      await rm(folder, { recursive: true });
    });

    const reindex = async (count: number, fields: Partial<ReindexRequest> = {}) => {
      const file = join(folder, `catalogue-${count}.ndjson`);
      const lines = Array.from({ length: count }, (_, i) =>
        JSON.stringify({ id: `p${i}`, title: `Lamp number${i}`, price: i, description: PADDING }),
      );
      await writeFile(file, `${lines.join('\n')}\n`);
      return aisle.reindex({ file, publish: true, fresh: false, force: false, ...fields });
    };
    const found = async () => {
      const { total, hits } = await aisle.search(parseSearchRequest({ query: 'lamp', pageSize: 20 }));
      return [total.value, ...hits.map(({ id }) => id).sort()];
    };
    /** The numbers of the nodes that hold a started copy of an index, the one with its primary first. */
    const holders = async (index: string): Promise<number[]> => {
      const query = { format: 'json', h: 'index,prirep,state,node' };
      const shards = await direct.request<Shard[]>({ method: 'GET', path: `/_cat/shards/${index}`, query });
      return shards
        .filter(({ state }) => state === 'STARTED')
        .sort((a, b) => a.prirep.localeCompare(b.prirep))
        .map(({ node }) => Number(node?.replace('node-', '')) - 1);
    };
    /** One that lives while this one does not. */
    const other = (node: number) => (node + 1) % 3;

    test(
      'the node that holds the live index is killed: every search is answered with the same set, and a publish goes through',
      async () => {
        const { generation } = await reindex(600);
        const before = await found();
        expect(before[0]).toBe(600);
        const [primary = 0] = await holders(`nodes-products-${generation}`);
        const failures: unknown[] = [];
        const settled = new Set<boolean>();
        const gone = servers
          .kill(primary)
          .then(() => servers.settled(2, other(primary)))
          .finally(() => settled.add(true));
        for (let after = 0; after < 10; after += settled.size) {
          const answer = await found().catch((error: unknown) => void failures.push(error));
          if (answer !== undefined) expect(answer).toEqual(before);
        }
        await gone;
        expect(failures).toEqual([]);
        // A publish goes through on those that are left.
        const next = await reindex(700);
        expect(next).toMatchObject({ published: true, products: 700 });
        expect((await found())[0]).toBe(700);
        await servers.start(primary);
        await servers.settled(3, primary);
        expect((await found())[0]).toBe(700);
      },
      LONG,
    );

    test.each([
      ['the node that holds it', 1],
      ['and so many that no manager can be found', 2],
    ])(
      'in the middle of a build the server is killed and started again (%s): it rides it out, or the same command goes on',
      async (_, lost) => {
        await reindex(500);
        let killed: Promise<number[]> | undefined;
        const outcome = await reindex(3_000 + lost, {
          onProgress: ({ stage, done }) => {
            if (stage !== 'write' || done < 1_000) return;
            killed ??= (async () => {
              const [primary = 0] = await holders(await newestIndex());
              const victims = [primary, other(primary)].slice(0, lost);
              for (const node of victims) await servers.kill(node);
              for (const node of victims) await servers.start(node);
              return victims;
            })();
          },
        }).catch((error: unknown) => error);
        const victims = (await killed) ?? [];
        expect(victims).toHaveLength(lost);
        // It either came through or says what is wrong.
        if (isAisleError(outcome))
          expect(`${outcome.code}: ${outcome.message}`).toMatch(/^(unavailable|deadline_exceeded):/);
        else expect(outcome).toMatchObject({ published: true, products: 3_000 + lost });
        await servers.settled(3, victims[0] ?? 0);
        await servers.recovered('nodes-products-*', victims[0] ?? 0);
        if (isAisleError(outcome)) expect((await found())[0]).toBe(500);
        const report = await reindex(3_000 + lost);
        expect(report).toMatchObject({ published: true, products: 3_000 + lost, rejected: 0 });
        expect((await found())[0]).toBe(3_000 + lost);
      },
      LONG,
    );

    async function newestIndex(): Promise<string> {
      const indices = await direct.request<object>({ method: 'GET', path: '/nodes-products-*/_alias' });
      return Object.keys(indices).sort().at(-1) ?? '';
    }
  });
});
