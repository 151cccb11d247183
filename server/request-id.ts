import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';

/** What is taken over from a client: nothing that could break a line of a log or a header. */
const SAFE = /^[A-Za-z0-9._-]{1,64}$/;

/** The name of a request: its X-Request-Id where that is safe. */
export function requestIdFor({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SAFE.test(given) ? given : randomUUID();
}

/** Names the request in the answer and in the log. */
export const requestId: RequestHandler = (request, response, next) => {
  const id = requestIdFor(request);
  response.locals['requestId'] = id;
  response.setHeader('X-Request-Id', id);
  next();
};

export const requestIdOf = (response: Response): string => response.locals['requestId'] as string;
