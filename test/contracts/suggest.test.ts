import { describeOnServers } from '../fixtures/search-servers.js';
import { openShop } from '../fixtures/shop.js';
import { suggestContract } from './suggest.contract.js';

suggestContract('the embedded engines', (products) => openShop(products));

describeOnServers('suggestions', (server) => {
  suggestContract(server.name, (products) =>
    openShop(products, {
      settings: {
        'lexical.engine': server.kind === 'os' ? 'opensearch' : 'elasticsearch',
        'elasticsearch.node': server.address,
        'elasticsearch.prefix': server.prefix,
        'elasticsearch.replicas': 0,
      },
    }),
  );
});
