import type { IncomingMessage, RequestListener } from 'node:http';
import type { Aisle } from '../app/index.js';
import { overloaded, type Admission, type Priority } from './admission.js';
import { priorityOf, type Endpoint } from './endpoint.js';
import type { OpenAnswers } from './open-answers.js';
import { problemText } from './problem.js';
import { requestIdFor } from './request-id.js';

interface Known {
  readonly path: string;
  readonly priority: Priority;
}

/**
 * Answers that a connection may wait for at once. Few clients ask again before they are answered, and one that reads
 * nothing would have as many answers kept in memory as it asked for.
 */
const MOST_WAITING = 16;

interface GateParts {
  readonly aisle: Pick<Aisle, 'keys' | 'metrics'>;
  readonly admission: Admission;
  readonly answers: OpenAnswers;
}

/**
 * Refuses what has no chance before anything else is done for it, the application's own steps included: under overload
 * refusals are most of the work, and each costs a part of what a step through the application does. They are counted,
 * not logged one by one.
 */
export function gate(
  app: RequestListener,
  endpoints: readonly Endpoint[],
  { aisle, admission, answers }: GateParts,
): RequestListener {
  const find = finder(endpoints);
  const { http } = aisle.metrics;
  return (request, response) => {
    const known = find(request);
    const refused =
      known !== undefined && (answers.of(request.socket) > MOST_WAITING || admission.refuses(known.priority));
    if (!refused) {
      app(request, response);
      return;
    }
    const requestId = requestIdFor(request);
    const { origin } = request.headers;
    // A page of another origin may read neither status nor Retry-After without this.
    if (origin !== undefined && allowsOrigin(aisle.keys, origin)) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Expose-Headers', 'X-Request-Id, Retry-After');
      response.setHeader('Vary', 'Origin');
    }
    const body = problemText(overloaded(), requestId);
    response
      .writeHead(503, {
        'Content-Type': 'application/problem+json; charset=utf-8',
        'Content-Length': Buffer.byteLength(body),
        'Cache-Control': 'no-store',
        'Retry-After': '1',
        'X-Content-Type-Options': 'nosniff',
        'X-Request-Id': requestId,
      })
      .end(body);
    http.shed(known.priority);
    http.answered({ method: request.method ?? '', route: known.path, status: 503, seconds: 0 });
  };
}

/** A file of keys that cannot be read must not end the service: nobody else hears what is thrown here. */
function allowsOrigin(keys: Aisle['keys'], origin: string): boolean {
  try {
    return keys.allowsOrigin(origin);
  } catch {
    return false;
  }
}

/** Finds the endpoint of a request by its path alone; what it does not find is left to the application. */
function finder(endpoints: readonly Endpoint[]): (request: IncomingMessage) => Known | undefined {
  const whole = new Map<string, Known>();
  const open: (Known & { readonly method: string; readonly pattern: RegExp })[] = [];
  for (const endpoint of endpoints) {
    const priority = priorityOf(endpoint);
    if (priority === undefined) continue;
    const [method, { path }] = [endpoint.method.toUpperCase(), endpoint];
    if (!path.includes(':')) whole.set(`${method} ${path}`, { path, priority });
    else open.push({ method, path, priority, pattern: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`) });
  }
  return ({ method = '', url = '' }) => {
    const [path = ''] = url.split('?', 1);
    const asked = method === 'HEAD' ? 'GET' : method;
    return (
      whole.get(`${asked} ${path}`) ?? open.find((each) => each.method === asked && each.pattern.test(path))
    );
  };
}
