import { describeOnServers } from '../fixtures/search-servers.js';
import { openShop } from '../fixtures/shop.js';
import { intentContract } from './intent.contract.js';

intentContract('the embedded engines', (products) => openShop(products));

describeOnServers('what a query names', (server) => {
  intentContract(server.name, (products) =>
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
