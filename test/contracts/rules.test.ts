import { describeOnServers } from '../fixtures/search-servers.js';
import { openShop } from '../fixtures/shop.js';
import { rulesContract } from './rules.contract.js';

rulesContract('the embedded engines', (products) => openShop(products));

describeOnServers('rules', (server) => {
  let shops = 0;
  rulesContract(
    server.name,
    (products) =>
      openShop(products, {
        settings: {
          'lexical.engine': server.kind === 'os' ? 'opensearch' : 'elasticsearch',
          'elasticsearch.node': server.address,
          'elasticsearch.prefix': `${server.prefix}-${shops++}`,
          'elasticsearch.replicas': 0,
        },
      }),
    { runs: 3 },
  );
});
