import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Product } from '../../../catalog/index.js';
import { loadPeer } from './install.js';
import { PAGE, row, RRF, textOf, type Corpus, type Peer } from './peer.js';

interface Query {
  fullTextSearch(query: string, options: object): Query;
  rerank(reranker: unknown): Query;
  select(columns: readonly string[]): Query;
  limit(rows: number): Query;
  toArray(): Promise<{ json: string }[]>;
}

interface Table {
  add(rows: readonly object[]): Promise<unknown>;
  createIndex(column: string, options: object): Promise<void>;
  query(): { nearestTo(vector: Float32Array): Query };
  close(): void;
}

interface LanceDb {
  connect(folder: string): Promise<{ createTable(name: string, rows: readonly object[]): Promise<Table> }>;
  readonly Index: { fts(): unknown; hnswSq(options: object): unknown };
  readonly rerankers: { readonly RRFReranker: { create(k: number): Promise<unknown> } };
}

/** Rows of one write. */
const BATCH = 2_000;
/** From so many rows on its graph is faster than its scan. */
const INDEXED_FROM = 20_000;

/** LanceDB's hybrid query with its own reciprocal rank fusion. */
export async function openLanceDb(corpus: Corpus, folder: string): Promise<Peer> {
  const { exports, version } = await loadPeer(folder, '@lancedb/lancedb');
  const lance = exports as LanceDb;
  const data = await mkdtemp(join(folder, 'lance-'));
  const rows = corpus.products.map((product, i) => ({
    text: textOf(product),
    json: JSON.stringify(product),
    vector: [...row(corpus, i)],
  }));
  const table = await (await lance.connect(data)).createTable('products', rows.slice(0, BATCH));
  for (let at = BATCH; at < rows.length; at += BATCH) await table.add(rows.slice(at, at + BATCH));
  await table.createIndex('text', { config: lance.Index.fts() });
  if (rows.length >= INDEXED_FROM)
    await table.createIndex('vector', { config: lance.Index.hnswSq({ distanceType: 'dot' }) });
  const reranker = await lance.rerankers.RRFReranker.create(RRF);
  return {
    name: `LanceDB ${version}, hybrid`,
    search: async (query, vector) => {
      const found = await table
        .query()
        .nearestTo(vector)
        .fullTextSearch(query, { columns: ['text'] })
        .rerank(reranker)
        .limit(PAGE)
        .toArray();
      return found.map(({ json }) => JSON.parse(json) as Product);
    },
    close: async () => {
      table.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
