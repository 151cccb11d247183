import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

/** What is taken over from a client: nothing that could break a line of a log or a header. */
const SAFE = /^[A-Za-z0-9._-]{1,64}$/;

/** Names the request, by its X-Request-Id where that is safe; in the answer and in the log. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id') ?? '';
  const id = SAFE.test(given) ? given : randomUUID();
  response.locals['requestId'] = id;
  response.setHeader('X-Request-Id', id);
  next();
};

export const requestIdOf = (response: Response): string => response.locals['requestId'] as string;
