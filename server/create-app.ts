import express, { type Express } from 'express';
import type { Aisle } from '../app/index.js';
import { Admission } from './admission.js';
import { clientFiles } from './client-files.js';
import { crossOrigin } from './cors.js';
import { docsAssets } from './docs-page.js';
import { mount } from './mount.js';
import { compressed, securityHeaders } from './headers.js';
import { requestId } from './request-id.js';
import { requestLog } from './request-log.js';
import { notFound, problemHandler } from './problem.js';
import { storefront } from './storefront.js';
import { ENDPOINTS } from './table.js';

export interface AppOptions {
  /** True once a shutdown began: `ready` says no. */
  readonly draining?: () => boolean;
  /** Who is let in; absent: by the limits of the configuration, however the event loop lags. */
  readonly admission?: Admission;
}

/** The Express application: the routes of the table, the page, problem details last. */
export function createApp(
  aisle: Aisle,
  { draining = () => false, admission = new Admission(aisle.config.server, () => 0) }: AppOptions = {},
): Express {
  const { server } = aisle.config;
  const app = express();
  app.disable('x-powered-by');
  // Validators are given where they say something (caching.ts): the hash of an answer with its time never comes again.
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', server.proxies);
  app.use(requestId);
  app.use(requestLog(aisle));
  app.use(securityHeaders);
  app.use(crossOrigin(aisle));
  if (server.compression) app.use(compressed);
  mount(app, ENDPOINTS, { aisle, draining, admission });
  app.use(docsAssets());
  app.use(clientFiles());
  app.use(storefront(aisle));
  app.use(notFound);
  app.use(problemHandler(aisle.log));
  return app;
}
