import Database from 'better-sqlite3';
import hnswlib from 'hnswlib-node';
import type { Product } from '../../../catalog/index.js';
import { PAGE, row, RRF, textOf, WINDOW, type Corpus, type Peer } from './peer.js';

/** The parameters of our own graph. */
const M = 16;
const EF_CONSTRUCTION = 100;
const EF = 150;

/** The plain loop that one would write: FTS5 by words, hnswlib by meaning, reciprocal rank fusion (Cormack et al., 2009). */
export function openFts5(corpus: Corpus): Peer {
  const { products, dimensions } = corpus;
  const db = new Database(':memory:');
  db.exec(`CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='porter unicode61');
    CREATE TABLE documents (id INTEGER PRIMARY KEY, json TEXT)`);
  const word = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
  const document = db.prepare('INSERT INTO documents VALUES (?, ?)');
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  graph.initIndex(products.length, M, EF_CONSTRUCTION);
  graph.setEf(Math.max(EF, WINDOW));
  db.transaction(() => {
    for (const [i, product] of products.entries()) {
      word.run(i, textOf(product));
      document.run(i, JSON.stringify(product));
      graph.addPoint([...row(corpus, i)], i);
    }
  })();
  const byWords = db
    .prepare<[string, number], number>('SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?')
    .pluck();
  const read = db.prepare<[number], string>('SELECT json FROM documents WHERE id = ?').pluck();
  return {
    name: `FTS5 + hnswlib, RRF (SQLite ${db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? ''})`,
    search: async (query, vector) => {
      const words = query.match(/[\p{L}\p{N}]+/gu) ?? [];
      const match = words.map((each) => `"${each}"`).join(' OR ');
      const legs = [
        match === '' ? [] : byWords.all(match, WINDOW),
        graph.searchKnn([...vector], Math.min(WINDOW, products.length)).neighbors,
      ];
      const scores = new Map<number, number>();
      for (const leg of legs)
        for (const [rank, id] of leg.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (RRF + rank + 1));
      return [...scores]
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .slice(0, PAGE)
        .map(([id]) => JSON.parse(read.get(id) ?? '') as Product);
    },
    close: async () => void db.close(),
  };
}
