import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../base/index.js';
import { createMemoryState, openSqliteState } from '../../engines/state/index.js';
import { stateStoreContract } from './state-store.contract.js';

stateStoreContract('memory', async () => {
  const store = createMemoryState();
  return { store, dispose: () => store.close() };
});

stateStoreContract('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-state-'));
  const open = () => openSqliteState(join(folder, 'state.db'), { log: silentLogger });
  let store = await open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    dispose: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
