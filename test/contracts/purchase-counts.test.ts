import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { silentLogger } from '../../base/index.js';
import { openSqliteState } from '../../engines/state/index.js';
import { purchaseCountsContract } from './purchase-counts.contract.js';
import { event } from '../fixtures/shopper-event.js';
import { STATE_STORES } from '../fixtures/state-stores.js';

for (const [name, open] of STATE_STORES) purchaseCountsContract(name, open);

test('a state file of an earlier format is counted when it is opened', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-purchases-'));
  const file = join(folder, 'state.db');
  let store = await openSqliteState(file, { log: silentLogger });
  await store.appendEvents(
    ['user:ann', 'user:bob'].flatMap((shopper) =>
      ['a', 'b'].map((productId, time) => event({ type: 'purchase', shopper, productId, time })),
    ),
  );
  const before = await store.bought(['a', 'b'], { limit: 9, least: 1 });
  await store.close();
  const db = new Database(file);
  db.exec('DROP TABLE purchases; DROP TABLE bought_products; DROP TABLE bought_pairs; DROP TABLE ops');
  db.exec('DROP INDEX consents_by_giver; ALTER TABLE consents DROP COLUMN giver');
  db.exec("DELETE FROM meta WHERE name IN ('buyers', 'ops_pruned')");
  db.pragma('user_version = 4');
  db.close();
  store = await openSqliteState(file, { log: silentLogger });
  expect(await store.bought(['a', 'b'], { limit: 9, least: 1 })).toEqual(before);
  expect(before.products[0]?.together).toMatchObject([{ productId: 'b', shoppers: 2 }]);
  await store.close();
  await rm(folder, { recursive: true });
});
