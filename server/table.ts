import type { Endpoint } from './endpoint.js';
import { openApi } from './openapi.js';
import { demoEndpoints } from './routes/demo.js';
import { docsEndpoints } from './routes/docs.js';
import { eventEndpoints } from './routes/events.js';
import { healthEndpoints } from './routes/health.js';
import { metricsEndpoints } from './routes/metrics.js';
import { productUpdateEndpoints } from './routes/product-updates.js';
import { productEndpoints } from './routes/products.js';
import { recommendationEndpoints } from './routes/recommendations.js';
import { rankingItemEndpoints } from './routes/ranking-items.js';
import { rankingEndpoints } from './routes/rankings.js';
import { reindexEndpoints } from './routes/reindex.js';
import { searchEndpoints } from './routes/search.js';
import { suggestEndpoints } from './routes/suggest.js';
import { userEndpoints } from './routes/users.js';

/** Made when it is first asked for, once. */
let document: object | undefined;

/** Every endpoint of the service. Routes, role checks and `/openapi.json` are made of it. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...searchEndpoints,
  ...suggestEndpoints,
  ...productEndpoints,
  ...recommendationEndpoints,
  ...productUpdateEndpoints,
  ...reindexEndpoints,
  ...eventEndpoints,
  ...rankingEndpoints,
  ...rankingItemEndpoints,
  ...userEndpoints,
  ...demoEndpoints,
  ...healthEndpoints,
  ...metricsEndpoints,
  ...docsEndpoints(() => (document ??= openApi(ENDPOINTS))),
];
