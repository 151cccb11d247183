import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import type { Aisle } from '../app/index.js';
import { AisleError } from '../base/index.js';
import { notFound, problemHandler } from './problem.js';
import { demoRoutes } from './routes/demo.js';
import { eventRoutes } from './routes/events.js';
import { healthRoutes } from './routes/health.js';
import { productUpdateRoutes } from './routes/product-updates.js';
import { productRoutes } from './routes/products.js';
import { searchRoutes } from './routes/search.js';

export interface AppOptions {
  /** True once a shutdown began: `ready` says no. */
  readonly draining?: () => boolean;
}

/** The web page's files, beside the compiled server. */
const WEB_FOLDER = join(import.meta.dirname, '..', 'web');

/** The Express application: routes one file a resource, the page, problem details last. */
export function createApp(aisle: Aisle, options: AppOptions = {}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(accessLog(aisle));
  app.use(headers);
  app.use(
    express.json({
      limit: aisle.config.server.bodyLimit,
      strict: false,
      type: ['application/json', 'application/*+json'],
    }),
  );
  app.use(onlyJson);
  app.use(healthRoutes(aisle, options.draining ?? (() => false)));
  app.use(
    searchRoutes(aisle),
    productRoutes(aisle),
    productUpdateRoutes(aisle),
    eventRoutes(aisle),
    demoRoutes(aisle),
  );
  if (existsSync(WEB_FOLDER)) app.use(express.static(WEB_FOLDER));
  app.use(notFound);
  app.use(problemHandler(aisle.log));
  return app;
}

/** A body that was not read as JSON must not pass for an empty one. */
const onlyJson: RequestHandler = (request, _response, next) => {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (request.body === undefined && (encoding !== undefined || Number(length) > 0)) {
    throw new AisleError(
      'bad_request',
      'expected a JSON body with the header content-type: application/json',
    );
  }
  next();
};

const headers: RequestHandler = (_request, response, next) => {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'self'; img-src 'self' data: https:; style-src 'self' 'unsafe-inline'",
  );
  next();
};

/** One line a request: method, route, status, milliseconds, who answered. No query text, no ids of people. */
function accessLog(aisle: Aisle): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.on('finish', () => {
      const generation = response.locals['generation'] as string | undefined;
      const route = (request.route as { path?: unknown } | undefined)?.path;
      aisle.log.info(
        {
          method: request.method,
          route: typeof route === 'string' ? route : 'other',
          status: response.statusCode,
          ms: Math.round((performance.now() - start) * 10) / 10,
          ...(generation === undefined ? {} : { generation }),
        },
        'request',
      );
    });
    next();
  };
}
