import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../base/index.js';
import { createMemoryState, openSqliteState } from '../../engines/state/index.js';
import { opLogContract } from './op-log.contract.js';
import { stateStoreContract, type StateFixture } from './state-store.contract.js';

const memory = async (): Promise<StateFixture> => {
  const store = createMemoryState();
  return { store, dispose: () => store.close() };
};

const sqlite = async (): Promise<StateFixture> => {
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
};

for (const [name, open] of [
  ['memory', memory],
  ['sqlite', sqlite],
] as const) {
  stateStoreContract(name, open);
  opLogContract(name, open);
}
