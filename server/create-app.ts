import express, { type Express, type RequestHandler } from 'express';
import type { Aisle } from '../app/index.js';
import { Admission } from './admission.js';
import { clients } from './clients.js';
import { crossOrigin } from './cors.js';
import { docsAssets } from './docs-page.js';
import { mount } from './mount.js';
import { compressed, securityHeaders } from './headers.js';
import { requestId, requestIdOf } from './request-id.js';
import { notFound, problemHandler } from './problem.js';
import { routeOf } from './route-of.js';
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
  app.use(accessLog(aisle));
  app.use(securityHeaders);
  app.use(crossOrigin(aisle));
  if (server.compression) app.use(compressed);
  mount(app, ENDPOINTS, { aisle, draining, admission });
  app.use(docsAssets());
  app.use(clients());
  app.use(storefront(aisle));
  app.use(notFound);
  app.use(problemHandler(aisle.log));
  return app;
}

/** One line and one measurement a request: method, route, status, milliseconds, who answered. No query text, no ids of people. */
function accessLog(aisle: Aisle): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.on('finish', () => {
      const generation = response.locals['generation'] as string | undefined;
      const { method } = request;
      const ms = performance.now() - start;
      const seen = {
        method,
        route: routeOf(request),
        status: response.statusCode,
      };
      aisle.metrics.http.answered({ ...seen, seconds: ms / 1_000 });
      aisle.log.info(
        {
          requestId: requestIdOf(response),
          ...seen,
          ms: Math.round(ms * 10) / 10,
          ...(generation === undefined ? {} : { generation }),
        },
        'request',
      );
    });
    next();
  };
}
