import { expect, test } from '@jest/globals';
import { createHashEmbedder } from '../../../engines/embedder/index.js';
import { openFts5 } from './fts5.js';

test('the plain loop fuses both legs: what words and meaning find comes first', async () => {
  const titles = ['red tent', 'blue tent', 'desk lamp', 'wool socks'];
  const embedder = createHashEmbedder();
  const peer = openFts5({
    products: titles.map((title, i) => ({ id: `p${i}`, title })),
    vectors: await embedder.embedPassages(titles),
    dimensions: embedder.dimensions,
  });
  const find = async (query: string) =>
    (await peer.search(query, await embedder.embedQuery(query))).map(({ id }) => id);
  expect((await find('blue tent')).slice(0, 2)).toEqual(['p1', 'p0']);
  // No word of it stands anywhere; the vectors rank all the same.
  expect(await find('"')).toHaveLength(4);
  await peer.close();
});
