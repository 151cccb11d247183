import type { RequestHandler } from 'express';
import type { Aisle } from '../app/index.js';
import { requestIdOf } from './request-id.js';
import { routeOf } from './route-of.js';

/** One line and one measurement a request: method, route, status, milliseconds, who answered. No query text, no ids of people. */
export function requestLog({ metrics, log }: Pick<Aisle, 'metrics' | 'log'>): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.on('finish', () => {
      const generation = response.locals['generation'] as string | undefined;
      const { method } = request;
      const ms = performance.now() - start;
      const seen = { method, route: routeOf(request), status: response.statusCode };
      metrics.http.answered({ ...seen, seconds: ms / 1_000 });
      log.info(
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
