import { STATE_STORES } from '../fixtures/state-stores.js';
import { opLogContract } from './op-log.contract.js';
import { stateStoreContract } from './state-store.contract.js';

for (const [name, open] of STATE_STORES) {
  stateStoreContract(name, open);
  opLogContract(name, async () => {
    const { store, reopen, dispose } = await open();
    return {
      log: store.ops,
      close: () => store.close(),
      ...(reopen === undefined ? {} : { reopen: async () => (await reopen()).ops }),
      dispose,
    };
  });
}
