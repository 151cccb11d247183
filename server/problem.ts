import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { FOR_NOBODY_ELSE } from './caching.js';
import { takesBasic } from './identify.js';
import { requestIdOf } from './request-id.js';
import { routeOf } from './route-of.js';
import { AisleError, isAisleError, type Logger } from '../base/index.js';

/** RFC 9457 problem details. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** What body-parser and the router throw for a bad request: an Error with a status and a type. */
interface HttpError {
  readonly status: number;
  readonly type?: string;
  readonly message: string;
}

/** The problem that is shown for an error; an unknown one shows nothing of its inside. */
function toProblem(error: unknown): Problem {
  const known = isAisleError(error) ? error : fromHttpError(error);
  return {
    type: `urn:aisle:problem:${known.code}`,
    title: known.code.replaceAll('_', ' '),
    status: known.status,
    code: known.code,
    detail: known.message,
    ...(known.errors.length > 0 ? { errors: known.errors } : {}),
  };
}

function fromHttpError(error: unknown): AisleError {
  const { status, type, message } = (error ?? {}) as Partial<HttpError>;
  if (type === 'entity.too.large')
    return new AisleError('payload_too_large', 'the request body is too large', { cause: error });
  if (type === 'entity.parse.failed')
    return new AisleError('bad_request', `the request body is not JSON: ${message ?? ''}`, { cause: error });
  if (status !== undefined && status >= 400 && status < 500)
    return new AisleError('bad_request', message ?? 'bad request', { cause: error });
  return new AisleError(
    'internal',
    'something went wrong on our side; the log has the details under this requestId',
    {
      cause: error,
    },
  );
}

export const notFound: RequestHandler = (request) => {
  throw new AisleError('not_found', `there is nothing at ${request.method} ${request.path}`);
};

/** What ends the work for somebody who has gone: a stream that is cut, a call that is called off. */
const ENDINGS = new Set<unknown>(['ABORT_ERR', 'ERR_STREAM_PREMATURE_CLOSE', 'deadline_exceeded']);

/** That nobody waits any more is no failure of ours. */
const nobodyWaits = (error: unknown, response: Response): boolean =>
  response.destroyed && ENDINGS.has((error as { code?: unknown } | null)?.code);

/**
 * The last handler: every error leaves as problem details; those of ours are logged with their cause. An answer that has
 * begun is cut.
 */
export function problemHandler(log: Logger): ErrorRequestHandler {
  // Express knows it by its four parameters.
  return (error: unknown, request, response, _next) => {
    const { status, code } = toProblem(error);
    if (status >= 500 && !nobodyWaits(error, response)) {
      log.error(
        { requestId: requestIdOf(response), code, route: routeOf(request), err: error },
        'request failed',
      );
    }
    if (response.headersSent) response.destroy();
    else sendProblem(request, response, error);
  };
}

/** The body of the answer with the problem that an error is. */
export const problemText = (error: unknown, requestId: string): string =>
  JSON.stringify({ ...toProblem(error), requestId });

/** Seconds after which it may be worth another try: overload passes at once, a full disk when somebody makes room. */
const RETRY_AFTER: Readonly<Record<number, string>> = { 503: '1', 507: '30' };

/** Answers with the problem that an error is. */
export function sendProblem(request: Request, response: Response, error: unknown): void {
  const problem = toProblem(error);
  if (problem.status === 401) {
    const basic = takesBasic(request.path) ? ', Basic realm="aisle"' : '';
    response.setHeader('WWW-Authenticate', `Bearer realm="aisle"${basic}`);
  }
  response.setHeader('Cache-Control', FOR_NOBODY_ELSE);
  const wait = RETRY_AFTER[problem.status];
  if (wait !== undefined) response.setHeader('Retry-After', wait);
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(problemText(error, requestIdOf(response)));
}
