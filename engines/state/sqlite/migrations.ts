import type Database from 'better-sqlite3';
import { addConsentGivers } from './consents.js';
import { addOps } from './op-writes.js';
import { addPopularity } from './popularity.js';
import { addPurchases } from './purchase-tables.js';
import { addShopperMemory } from './shopper-memory.js';

/** The first format that is read: `schema.ts` makes it. */
export const FIRST_VERSION = 2;

/** Steps from each format to the next one, oldest first: run once each, in the transaction that opens the file. Never changed. */
export const MIGRATIONS: readonly ((db: Database.Database) => void)[] = [
  addPopularity,
  addShopperMemory,
  addPurchases,
  addOps,
  addConsentGivers,
];
