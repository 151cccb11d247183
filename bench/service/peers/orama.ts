import type { Product } from '../../../catalog/index.js';
import { loadPeer } from './install.js';
import { PAGE, row, textOf, type Corpus, type Peer } from './peer.js';

interface Orama {
  create(options: object): unknown;
  insertMultiple(db: unknown, documents: readonly object[]): Promise<unknown>;
  search(
    db: unknown,
    query: object,
  ): Promise<{ hits: { document: { product: Product } }[] }> | { hits: { document: { product: Product } }[] };
}

/** Orama's hybrid mode with the weights that it ships with; its default cut of similarity (0.8) would leave its vectors out. */
export async function openOrama(corpus: Corpus, folder: string): Promise<Peer> {
  const { exports, version } = await loadPeer(folder, '@orama/orama');
  const orama = exports as Orama;
  const schema = { text: 'string', vector: `vector[${corpus.dimensions}]` };
  const db = orama.create({ schema });
  await orama.insertMultiple(
    db,
    corpus.products.map((product, i) => ({ text: textOf(product), vector: [...row(corpus, i)], product })),
  );
  return {
    name: `Orama ${version}, hybrid`,
    search: async (term, vector) => {
      const { hits } = await orama.search(db, {
        mode: 'hybrid',
        term,
        vector: { value: [...vector], property: 'vector' },
        properties: ['text'],
        similarity: 0.3,
        limit: PAGE,
      });
      return hits.map(({ document }) => document.product);
    },
    close: async () => undefined,
  };
}
