import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import type { Aisle } from '../app/index.js';
import { docsAssets } from './docs-page.js';
import { mount } from './mount.js';
import { notFound, problemHandler } from './problem.js';
import { ENDPOINTS } from './table.js';

export interface AppOptions {
  /** True once a shutdown began: `ready` says no. */
  readonly draining?: () => boolean;
}

/** The web page's files, beside the compiled server. */
const WEB_FOLDER = join(import.meta.dirname, '..', 'web');

/** The Express application: the routes of the table, the page, problem details last. */
export function createApp(aisle: Aisle, options: AppOptions = {}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(accessLog(aisle));
  app.use(headers);
  mount(app, ENDPOINTS, { aisle, draining: options.draining ?? (() => false) });
  app.use(docsAssets());
  if (existsSync(WEB_FOLDER)) app.use(express.static(WEB_FOLDER));
  app.use(notFound);
  app.use(problemHandler(aisle.log));
  return app;
}

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
