import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Aisle, Config } from '../../app/index.js';
import { parseMap, readCatalog, type Product } from '../../catalog/index.js';
import { writeCatalog } from '../../catalog/generator/index.js';
import type { Judgments } from '../../evaluation/index.js';
import type { Model } from '../esci.js';
import { readSearches } from '../personal.js';
import { withInstallation, type BenchOptions } from '../workspace.js';
import { titleQueries } from './title-queries.js';

export interface ServiceOptions extends BenchOptions {
  /** A judged product file to measure on. */
  readonly judged?: { readonly products: string; readonly map?: unknown; readonly judgments: Judgments };
  /** Size of the generated catalogue; 0: leave it out. */
  readonly size: number;
  readonly seed: number;
  readonly model: Model | 'none';
}

/** A published installation that nobody has open. */
export interface BenchShop {
  readonly name: string;
  readonly config: Config;
  /** Distinct; what people ask of this catalogue. */
  readonly queries: readonly string[];
  /** Distinct and many: parts of titles that are none of the queries. */
  readonly titleQueries: readonly string[];
  readonly shoppers: readonly string[];
  readonly ids: readonly string[];
  products(): AsyncGenerator<Product>;
}

const SHOPPERS = 50;
/** Purchases of each shopper. */
const HISTORY = 30;

/** Builds each catalogue that was asked for. */
export async function prepareShops(options: ServiceOptions, work: string): Promise<BenchShop[]> {
  const { judged, size, seed, model, onProgress } = options;
  const shops: BenchShop[] = [];
  if (judged !== undefined) {
    const { products: file, map, judgments } = judged;
    const folder = join(work, `judged-${model}`);
    shops.push(await prepare(options, { name: 'judged', folder, file, map, queries: [...judgments.keys()] }));
  }
  if (size > 0) {
    const folder = join(work, `generated-${size}-${seed}-${model}`);
    await mkdir(folder, { recursive: true });
    const out = join(folder, 'catalogue.ndjson');
    const written = await writeCatalog(out, { products: size, seed, onProgress });
    const queries = new Set((await readSearches(written.personal)).map(({ query }) => query));
    shops.push(
      await prepare(options, { name: 'generated', folder, file: written.catalogue, queries: [...queries] }),
    );
  }
  return shops;
}

interface Source {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  readonly map?: unknown;
  readonly queries: readonly string[];
}

async function prepare(
  options: ServiceOptions,
  { name, folder, file, map, queries }: Source,
): Promise<BenchShop> {
  const { config, model } = options;
  const products = () => read(file, map);
  const ids: string[] = [];
  const titles: string[] = [];
  for await (const { id, title } of products()) {
    ids.push(id);
    titles.push(title);
  }
  const shoppers = Array.from({ length: SHOPPERS }, (_, k) => `bench-${k}`);
  await withInstallation(options, { folder, file, map, model }, (aisle) => buy(aisle, shoppers, ids));
  return {
    name: `${name}, ${ids.length.toLocaleString('en-US')} products`,
    config: { ...config, data: folder, embedder: { ...config.embedder, model } },
    queries,
    titleQueries: titleQueries(titles, new Set(queries)),
    shoppers,
    ids,
    products,
  };
}

/** The products of a file as they are indexed: of an id, the first. */
async function* read(file: string, map: unknown): AsyncGenerator<Product> {
  const known = new Set<string>();
  for await (const rows of readCatalog(file, map === undefined ? {} : { map: parseMap(map) })) {
    for (const row of rows) {
      if (row.kind !== 'product' || known.has(row.product.id)) continue;
      known.add(row.product.id);
      yield row.product;
    }
  }
}

/** Gives each shopper a history of their own. What is there already from an earlier run is a duplicate. */
async function buy(aisle: Aisle, shoppers: readonly string[], ids: readonly string[]): Promise<void> {
  for (const [k, user] of shoppers.entries()) {
    const bought = Array.from({ length: HISTORY }, (_, i) => ids[(k * HISTORY + i) % ids.length]);
    const events = bought.map((id, i) => ({
      action_name: 'purchase',
      user_id: user,
      client_id: user,
      session_id: user,
      timestamp: new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString(),
      event_attributes: { event_id: `${user}-${i}`, object: { object_id: id, object_id_field: 'id' } },
    }));
    await aisle.events.ingest({ events });
  }
}
