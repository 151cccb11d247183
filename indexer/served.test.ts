import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AisleError, silentLogger } from '../base/index.js';
import { openEmbeddingCache } from '../engines/embedder/index.js';
import { openSqliteState, type StateStore } from '../engines/state/index.js';
import { partsOf, runReindex, someProducts, writeCatalogue } from '../test/fixtures/reindex-job.js';
import { layoutOf } from './layout.js';
import { GenerationOpener } from './open-generation.js';
import { ServedGenerations } from './served.js';

let folder: string;
let dataDir: string;
let store: StateStore;
const ids: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-served-'));
  dataDir = join(folder, 'data');
  const file = join(folder, 'catalogue.ndjson');
  for (const price of [1, 2]) {
    await writeCatalogue(file, someProducts(20, { price }));
    ids.push((await runReindex(dataDir, file)).generation);
  }
  store = await openSqliteState(join(dataDir, 'state.db'), { log: silentLogger });
  await store.ops.append([{ change: { kind: 'delete', id: 'ä0' }, time: 0 }]);
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test('a newcomer that cannot follow the log is closed, and the live one goes on', async () => {
  const [live = '', next = ''] = ids;
  let open = 0;
  let closedAll = () => {};
  const allClosed = new Promise<void>((resolve) => (closedAll = resolve));
  const parts = partsOf(dataDir);
  const { engines } = parts;
  const vectors = {
    ...engines.vectors,
    open: async (address: string) => {
      const index = await engines.vectors.open(address);
      const close = index.close.bind(index);
      open += 1;
      return Object.assign(index, {
        close: async () => {
          open -= 1;
          await close();
          if (open === 0) closedAll();
        },
      });
    },
  };
  const layout = layoutOf(dataDir);
  const opener = new GenerationOpener({ ...parts, layout, engines: { ...engines, vectors } });
  const cache = openEmbeddingCache(join(dataDir, 'cache.db'), { log: silentLogger });
  let failing = false;
  let reads = 0;
  const ops = {
    ...store.ops,
    // The newcomer hears of the updates only when it is held against the live one.
    last: async () => (failing ? 0 : store.ops.last()),
    read: async (after: number, limit: number) => {
      if (failing && reads++ > 0) throw new AisleError('unavailable', 'the log cannot be read');
      return failing ? [] : store.ops.read(after, limit);
    },
  };
  const served = new ServedGenerations(opener, silentLogger, { ops, cache: () => cache, log: silentLogger });
  await served.serve(live);
  failing = true;
  await expect(served.serve(next)).rejects.toMatchObject({ code: 'unavailable' });
  expect(served.live).toBe(live);
  failing = false;
  await served.serve(next);
  expect(served.live).toBe(next);
  await served.close();
  cache.close();
  // Those that answer no more are closed behind the callers.
  await allClosed;
});
