import type { Cluster } from '../../cluster/index.js';
import { vocabularyOf, type Vocabulary } from '../words/vocabulary.js';

/** Words in one answer: below the servers' bound for the buckets of a search. */
const PAGE = 10_000;

interface Page {
  readonly aggregations?: {
    readonly words: {
      readonly after_key?: Readonly<Record<string, string>>;
      readonly buckets: readonly { readonly key: { readonly word: string }; readonly doc_count: number }[];
    };
  };
}

/** Every word that products are written with, read page by page: a query's unknown words are corrected to them. */
export async function readVocabulary(cluster: Cluster, index: string): Promise<Vocabulary> {
  const words: { word: string; count: number }[] = [];
  let after: Readonly<Record<string, string>> | undefined;
  do {
    const composite = { size: PAGE, sources: [{ word: { terms: { field: 'surface' } } }] };
    const body = {
      size: 0,
      track_total_hits: false,
      aggs: { words: { composite: after === undefined ? composite : { ...composite, after } } },
    };
    const path = `/${index}/_search`;
    const query = { filter_path: 'aggregations', allow_partial_search_results: false };
    const { aggregations } = await cluster.request<Page>({
      method: 'POST',
      path,
      query,
      body,
      repeatable: true,
    });
    for (const { key, doc_count } of aggregations?.words.buckets ?? []) {
      words.push({ word: key.word, count: doc_count });
    }
    after = aggregations?.words.after_key;
  } while (after !== undefined);
  return vocabularyOf(words);
}
