// The import table of ARCHITECTURE.md. A room may import itself, the rooms listed here, and packages.
const engines = ['engines'];
const table = {
  base: [],
  catalog: ['base'],
  mappings: ['base', 'catalog'],
  engines: ['base', 'catalog', 'mappings'],
  indexer: ['base', 'catalog', 'mappings', 'engines'],
  events: ['base', 'catalog', ...engines],
  shoppers: ['base', 'catalog', 'mappings', 'events', ...engines],
  query: ['base', 'catalog'],
  reranker: ['base', 'catalog', 'mappings'],
  rankings: ['base', 'catalog', 'mappings', 'engines', 'reranker'],
  search: [
    'base',
    'catalog',
    'mappings',
    'engines',
    'indexer',
    'events',
    'shoppers',
    'query',
    'reranker',
    'rankings',
  ],
  recommend: ['base', 'catalog', 'mappings', 'engines', 'indexer', 'events', 'shoppers', 'query', 'reranker'],
  evaluation: ['base', 'catalog'],
  app: [
    'base',
    'catalog',
    'mappings',
    'engines',
    'indexer',
    'events',
    'shoppers',
    'query',
    'reranker',
    'rankings',
    'search',
    'recommend',
    'evaluation',
  ],
};
const outer = Object.keys(table);
table.server = outer;
table.cli = [...outer, 'server', 'bench'];
table.bench = outer;
// Types alone: what is bundled for browsers holds nothing of the rest.
table.clients = ['search'];
const rooms = [...Object.keys(table), 'web', 'test'];
const own = `^(${rooms.join('|')})/`;

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(table).map(([room, allowed]) => ({
      name: `${room}-imports`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: '\\.test\\.ts$' },
      to: { path: own, pathNot: `^(${[room, ...allowed].join('|')})/` },
    })),
    {
      name: 'engines-apart',
      comment: 'One engine does not know another; those on a search cluster share its client.',
      severity: 'error',
      from: { path: '^engines/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^engines/([^/]+)/', pathNot: '^engines/($1|cluster)/' },
    },
    {
      name: 'reranker-pure',
      comment: 'No I/O, no clock, no randomness in the pure rooms.',
      severity: 'error',
      from: { path: '^(reranker|query|evaluation)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'clients-types-alone',
      severity: 'error',
      from: { path: '^clients/', pathNot: '\\.test\\.ts$' },
      to: { path: own, pathNot: '^clients/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'web-alone', severity: 'error', from: { path: '^web/' }, to: { path: own, pathNot: '^web/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules|coverage|scripts)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
