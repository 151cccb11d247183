import express, { type Express, type RequestHandler, type Response } from 'express';
import type { Aisle } from '../app/index.js';
import { AisleError } from '../base/index.js';
import { Reply, type Endpoint } from './endpoint.js';
import { identify } from './identify.js';
import { once, readAll } from './input.js';

interface Mounting {
  readonly aisle: Aisle;
  readonly draining: () => boolean;
}

/** Makes the routes of a table. A known path with another method is 405. */
export function mount(app: Express, endpoints: readonly Endpoint[], mounting: Mounting): void {
  const json = express.json({
    limit: mounting.aisle.config.server.bodyLimit,
    strict: false,
    type: ['application/json', 'application/*+json'],
  });
  const methods = new Map<string, string[]>();
  for (const endpoint of endpoints) {
    app[endpoint.method](endpoint.path, json, onlyJson, route(endpoint, mounting));
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

function route(endpoint: Endpoint, { aisle, draining }: Mounting): RequestHandler {
  const { params, query, body } = endpoint;
  const [usual] = Object.keys(endpoint.answers).map(Number);
  return async (request, response) => {
    const caller = await identify(aisle, request);
    const [readParams, readQuery, readBody] = readAll([
      () => params?.read(request.params),
      () => query?.read(once(request.query)),
      () => body?.read(request.body ?? (endpoint.optionalBody === true ? {} : undefined)),
    ]);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const result = await endpoint.handle({
      aisle,
      draining,
      caller,
      params: readParams,
      query: readQuery,
      body: readBody,
      signal: gone.signal,
      request,
      response,
    });
    if (result === undefined) return;
    send(response, result instanceof Reply ? result : new Reply(usual ?? 200, result));
  };
}

function send(response: Response, { status, body, headers }: Reply): void {
  response.status(status).set(headers);
  if (body === undefined) response.end();
  else response.json(body);
}
