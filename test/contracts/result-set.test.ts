import { describeOnServers } from '../fixtures/search-servers.js';
import { openShop } from '../fixtures/shop.js';
import { resultSetContract } from './result-set.contract.js';

resultSetContract('the embedded engines', (products) => openShop(products));

describeOnServers('result set', (server) => {
  let shops = 0;
  resultSetContract(
    server.name,
    (products) =>
      openShop(products, {
        settings: {
          'lexical.engine': server.kind === 'os' ? 'opensearch' : 'elasticsearch',
          // On one of them the vectors lie there too.
          'vector.engine': server.kind === 'es' ? 'elasticsearch' : 'hnsw',
          'elasticsearch.node': server.address,
          'elasticsearch.prefix': `${server.prefix}-${shops++}`,
          'elasticsearch.replicas': 0,
        },
      }),
    { runs: 3 },
  );
});
