import { describe, expect, test } from '@jest/globals';
import { asked, request, service } from '../../test/fixtures/search-service.js';
import { aisleSearchClient } from './index.js';

describe('answers', () => {
  test('counts, pages no deeper than Aisle goes, times once, the id of the query for insights', async () => {
    const { results } = await asked(request({ hitsPerPage: 20, facets: ['rating'], clickAnalytics: true }));
    expect(results).toMatchObject([
      {
        nbHits: 30_000,
        nbPages: 500,
        page: 0,
        processingTimeMS: 4,
        queryID: 'q1',
        exhaustiveNbHits: true,
        facets: { rating: { 3: 3 } },
      },
    ]);
    expect((await asked(request())).results[0]).not.toHaveProperty('queryID');
  });

  test('highlights of every text of a product, whole, with the tags that were asked for', async () => {
    const tags = { highlightPreTag: '[', highlightPostTag: ']' };
    const { results } = await asked(request({ ...tags, attributesToSnippet: ['description:20'] }));
    const plain = (text: string) => ({ value: text, matchLevel: 'none', matchedWords: [] });
    const lamp = (text: string) => ({ value: text, matchLevel: 'full', matchedWords: ['lamp'] });
    expect(results[0]?.hits[0]).toMatchObject({
      objectID: 'p1',
      title: 'Red lamp',
      _highlightResult: {
        title: lamp('Red [lamp]'),
        category: [plain('Home'), plain('Lamps')],
        bullets: [plain('Warm'), lamp('A [lamp] to read by')],
        description: lamp('It stands. A [lamp] of brass. It lights.'),
        attributes: { material: plain('brass') },
      },
      _snippetResult: { description: lamp('A [lamp] of brass.') },
    });
    const some = await asked(request({ attributesToHighlight: ['title'] }));
    expect(Object.keys(some.results[0]?.hits[0]?._highlightResult ?? {})).toEqual(['title']);
  });

  test('values of a facet by the beginning of a word, without case and accents', async () => {
    const { sent, fetch } = service();
    const client = aisleSearchClient({ fetch });
    const find = async (facetQuery: string, maxFacetHits = 10) => {
      const tags = { highlightPreTag: '[', highlightPostTag: ']' };
      const params = { facetName: 'brand', facetQuery, maxFacetHits, facetFilters: [['color:red']], ...tags };
      return (await client.searchForFacetValues([request(params)]))[0]?.facetHits;
    };
    expect(await find('ela')).toEqual([{ value: 'Élan Vital', highlighted: '[Éla]n Vital', count: 2 }]);
    expect(await find('VITAL')).toMatchObject([{ highlighted: 'Élan [Vital]' }]);
    expect(await find('cme')).toEqual([]);
    expect(await find('', 2)).toMatchObject([{ value: 'Acme' }, { value: 'Bolt' }]);
    expect(sent[0]?.body).toMatchObject({ facets: ['brand'], filters: { color: ['red'] }, facetSize: 1_000 });
  });
});
