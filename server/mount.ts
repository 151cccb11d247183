import type { Express, Request, RequestHandler, Response } from 'express';
import type { Aisle } from '../app/index.js';
import { AisleError, withDeadline } from '../base/index.js';
import { overloaded, type Admission } from './admission.js';
import { bodyBudget } from './body-budget.js';
import { jsonBody, onlyFile, onlyJson } from './body.js';
import { AS_IT_COMES, FOR_NOBODY_ELSE, forEverybody, forItsReader, namesShopper } from './caching.js';
import { clientAddress } from './client-address.js';
import { Json, priorityOf, Reply, type Endpoint } from './endpoint.js';
import { expectRole, identify, NOBODY, type Caller } from './identify.js';
import { once, readAll } from './input.js';
import { sendProblem } from './problem.js';
import { rateLimit } from './rate-limits.js';

export interface Mounting {
  readonly aisle: Aisle;
  readonly draining: () => boolean;
  readonly admission: Admission;
}

/** Makes the routes of a table. A known path with another method is 405. */
export function mount(app: Express, endpoints: readonly Endpoint[], mounting: Mounting): void {
  const { server } = mounting.aisle.config;
  const admit = admitter(mounting);
  const json = jsonBody(server.bodyLimit);
  const room = bodyBudget({ total: server.bodyMemory, each: server.bodyLimit });
  const methods = new Map<string, string[]>();
  for (const endpoint of endpoints) {
    const steps = [
      admit(endpoint),
      ...(endpoint.upload === undefined
        ? [room(refuser(endpoint, mounting)), json, onlyJson]
        : [onlyFile(endpoint.upload)]),
      queued(worker(endpoint, mounting), endpoint, mounting),
    ];
    app[endpoint.method](endpoint.path, ...steps);
    methods.set(endpoint.path, [...(methods.get(endpoint.path) ?? []), endpoint.method.toUpperCase()]);
  }
  for (const [path, known] of methods) {
    const allow = [...known, ...(known.includes('GET') ? ['HEAD'] : [])].join(', ');
    app.all(path, (request, response) => {
      response.setHeader('Allow', allow);
      throw new AisleError('method_not_allowed', `${request.method} is not for this path; expected ${allow}`);
    });
  }
}

/** Who asks is known, and may, before a byte of the body is read. */
function admitter({ aisle }: Mounting): Step {
  const { requestsPerAddress, requestsPerKey } = aisle.config.server;
  const refused = aisle.metrics.http.rateLimited;
  const [byAddress, byKey] = [
    rateLimit('address', requestsPerAddress, refused),
    rateLimit('key', requestsPerKey, refused),
  ];
  return ({ roles }) =>
    async (request, response, next) => {
      const open = roles.length === 0;
      // Counted before the key is looked at: who guesses keys is slowed down too.
      if (!open && aisle.keys.demanded())
        await byAddress.count(clientAddress(request.ip ?? 'unknown'), response);
      const asked = identify(aisle, request);
      // What is open to everybody is answered whatever key comes along.
      const caller = await (open ? asked.catch(() => NOBODY) : asked);
      if (!open && caller.keyId !== undefined) await byKey.count(caller.keyId, response);
      expectRole(caller, roles);
      response.locals['caller'] = caller;
      next();
    };
}

type Step = (endpoint: Endpoint) => RequestHandler;

function refuser(endpoint: Endpoint, { aisle }: Mounting): RequestHandler {
  return (request, response) => {
    aisle.metrics.http.shed(priorityOf(endpoint) ?? 'catalogue');
    sendProblem(request, response, overloaded());
  };
}

/** Does what a request asks for; resolves when nothing more is done for it. */
type Work = (request: Request, response: Response) => Promise<void>;

/**
 * Keeps a place for the request until the work for it is over, also for who left: they make no room for more work beside
 * theirs. Its body was read before, and its answer waits in its connection: neither who sends slowly nor who reads slowly,
 * or not at all, holds a place.
 */
function queued(work: Work, endpoint: Endpoint, { aisle, admission }: Mounting): Work {
  const { http } = aisle.metrics;
  const priority = priorityOf(endpoint);
  if (priority === undefined) return work;
  return async (request, response) => {
    // Who left meanwhile is not told of again: their place would never come free.
    if (response.destroyed) return;
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort(LEFT);
    });
    try {
      const entering = admission.enter(priority, gone.signal);
      http.admission(admission);
      await entering;
    } catch (error) {
      http.admission(admission);
      if (gone.signal.aborted) return;
      http.shed(priority);
      sendProblem(request, response, error);
      return;
    }
    try {
      // Who has gone just now is worked for no more.
      if (!gone.signal.aborted) await work(request, response);
    } finally {
      admission.leave();
      http.admission(admission);
    }
  };
}

function worker(endpoint: Endpoint, { aisle, draining }: Mounting): Work {
  const { params, query, body, stream } = endpoint;
  const { deadline } = aisle.config.server;
  const [usual] = Object.keys(endpoint.answers).map(Number);
  return async (request, response) => {
    const caller = response.locals['caller'] as Caller;
    response.set('Cache-Control', stream === true ? AS_IT_COMES : FOR_NOBODY_ELSE);
    const [readParams, readQuery, readBody] = readAll([
      () => params?.read(request.params),
      () => query?.read(once(request.query)),
      // No body is not `null`: that is one, and not an object.
      () => body?.read(request.body === undefined && endpoint.optionalBody === true ? {} : request.body),
    ]);
    const handle = (over?: AbortSignal) => {
      let signal: AbortSignal | undefined;
      return endpoint.handle({
        aisle,
        draining,
        caller,
        params: readParams,
        query: readQuery,
        body: readBody,
        // Few look at it, and it is among the dearest things of a request.
        get signal() {
          return (signal ??= whenOver(response, over));
        },
        request,
        response,
      });
    };
    const result = await (stream === true ? handle() : withDeadline('the request', deadline, handle));
    if (result === undefined) return;
    const reply = result instanceof Reply ? result : new Reply(usual ?? 200, result);
    if (endpoint.shared === true && !namesShopper(request.query, caller.userId))
      forEverybody(response, reply.body);
    else if ('ETag' in reply.headers) forItsReader(response);
    send(request, response, reply);
  };
}

const LEFT = new AisleError('deadline_exceeded', 'the client has gone');

/** Aborted when the client has gone before its answer was sent, or its time is over. */
function whenOver(response: Response, over: AbortSignal | undefined): AbortSignal {
  const gone = new AbortController();
  if (response.destroyed) gone.abort(LEFT);
  else
    response.once('close', () => {
      if (!response.writableFinished) gone.abort(LEFT);
    });
  return over === undefined ? gone.signal : AbortSignal.any([over, gone.signal]);
}

function send(request: Request, response: Response, { status, body, headers }: Reply): void {
  response.status(status).set(headers);
  if (body === undefined) response.end();
  // Express answers with 304 where the client's validator is the answer's.
  else if (!(body instanceof Json) && (request.method === 'GET' || request.method === 'HEAD'))
    response.json(body);
  else {
    const bytes = body instanceof Json ? body.bytes : Buffer.from(JSON.stringify(body));
    if (!response.hasHeader('Content-Type'))
      response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', bytes.length);
    response.end(bytes);
  }
}
