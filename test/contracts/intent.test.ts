import { describeOnServers } from '../fixtures/search-servers.js';
import { openShop } from '../fixtures/shop.js';
import { intentContract } from './intent.contract.js';

intentContract('the embedded engines', (products) => openShop(products));

describeOnServers('what a query names', (server) => {
  // Installations of one prefix share what is live.
  let shops = 0;
  intentContract(server.name, (products) =>
    openShop(products, {
      settings: {
        'lexical.engine': server.kind === 'os' ? 'opensearch' : 'elasticsearch',
        'elasticsearch.node': server.address,
        'elasticsearch.prefix': `${server.prefix}${shops++}`,
        'elasticsearch.replicas': 0,
      },
    }),
  );
});
