import { expect, test } from '@jest/globals';
import { describeOnServers } from '../fixtures/search-servers.js';
import { openShop } from '../fixtures/shop.js';

const SHELF = [
  { id: 'a', title: 'Running shoes' },
  { id: 'b', title: 'Sony WH-1000XM4 headphones' },
  { id: 'c', title: 'Warm blanket' },
  { id: 'd', title: 'Café crème, Köksbord' },
  { id: 'e', title: 'Bag, strap' },
  { id: 'f', title: 'Schuhe, Damen' },
  { id: 'g', title: 'Mantel, Winter' },
  { id: 'h', title: 'Tisch' },
  { id: 'i', title: 'Einen Ofen' },
  { id: 'j', title: "L'Oréal T-shirt" },
];

describeOnServers('the analyser of texts', (server) => {
  const shop = (analyser: string, engine = server.kind === 'os' ? 'opensearch' : 'elasticsearch') =>
    openShop(SHELF, {
      settings: {
        'lexical.engine': engine,
        'elasticsearch.node': server.address,
        'elasticsearch.prefix': `${server.prefix}-${analyser}`,
        'elasticsearch.replicas': 0,
        'elasticsearch.analyser': analyser,
      },
    });
  const idsFor = async (analyser: string, queries: readonly string[]) => {
    const opened = await shop(analyser);
    try {
      const answers = [];
      for (const query of queries) {
        const { hits } = await opened.search({ query, legs: ['lexical'] });
        answers.push(hits.map(({ id }) => id));
      }
      return answers;
    } finally {
      await opened.close();
    }
  };

  test('our own stems, and knows identifiers in every spelling', async () => {
    expect(await idsFor('own', ['shoe', 'wh1000xm4', 'blankt'])).toEqual([['a'], ['b'], ['c']]);
  });

  // Elasticsearch 8 is tried without analysis modules.
  test("the server's, where it has it; otherwise the setting is named", async () => {
    if (server.kind === 'es8') {
      await expect(shop('english')).rejects.toMatchObject({
        code: 'bad_config',
        message: expect.stringMatching(/elasticsearch\.analyser.*english/),
      });
    } else expect(await idsFor('english', ['shoe', 'blankt'])).toEqual([['a'], ['c']]);
    await expect(shop('klingon')).rejects.toMatchObject({ code: 'bad_config' });
  });

  // Elasticsearch is tried with few of its language analysers.
  const accented =
    server.kind === 'es8'
      ? ['standard']
      : server.kind === 'es'
        ? ['english', 'spanish']
        : ['english', 'spanish', 'swedish', 'turkish'];
  test.each(accented)('accents hinder no word: %s', async (analyser) => {
    const queries = ['Café crème', 'cafe creme', 'köksbord', 'koksbord'];
    expect(await idsFor(analyser, queries)).toEqual(queries.map(() => ['d']));
  });

  test.each(server.kind === 'es8' ? ['standard'] : ['standard', 'english'])(
    'a word is found as it is written, joiners and all: %s',
    async (analyser) => {
      const queries = ['t-shirt', "l'oréal", 'WH-1000XM4', 'sony wh-1000xm4'];
      expect(await idsFor(analyser, queries)).toEqual([['j'], ['j'], ['b'], ['b']]);
    },
  );

  // What the analyser drops is neither missing in a product nor mistyped.
  const stopped: readonly (readonly [string, string, string, string | undefined])[] =
    server.kind === 'es8'
      ? [['stop', 'with no bag', 'e', undefined]]
      : [
          ['english', 'with no bag', 'e', undefined],
          ['german', 'für Damen', 'f', undefined],
          ['german', 'Tisch einem', 'h', undefined],
          ['german', 'für eine Dammen', 'f', 'fur eine damen'],
        ];
  test.each(stopped)('stop words ask for nothing: %s, %s', async (analyser, query, id, corrected) => {
    const opened = await shop(analyser);
    try {
      const answer = await opened.search({ query, legs: ['lexical'] });
      expect(answer.hits.map((hit) => hit.id)).toEqual([id]);
      expect(answer.relaxed).toBeUndefined();
      expect(answer.corrected?.to).toBe(corrected);
      expect((await opened.search({ query: 'no', legs: ['lexical'] })).total.value).toBe(0);
    } finally {
      await opened.close();
    }
  });

  test('the setting says which server it is', async () => {
    const other = server.kind === 'os' ? 'elasticsearch' : 'opensearch';
    await expect(shop('own', other)).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('lexical.engine'),
    });
  });
});
