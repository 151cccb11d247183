import { Router, type Request, type Response } from 'express';
import type { Aisle } from '../../app/index.js';
import { AisleError } from '../../base/index.js';
import { parseSearchRequest } from '../../search/index.js';
import { asUser, userOf } from '../identify.js';

/** `POST /v1/search` with a JSON body, `GET /v1/search?q=…` with the same fields as parameters. */
export function searchRoutes(aisle: Aisle): Router {
  const router = Router();
  router.post('/v1/search', async (request, response) => {
    await answer(aisle, asUser(request.body ?? {}, await userOf(aisle, request)), response);
  });
  router.get('/v1/search', async (request, response) => {
    await answer(aisle, asUser(fromParameters(request), await userOf(aisle, request)), response);
  });
  return router;
}

async function answer(aisle: Aisle, body: unknown, response: Response): Promise<void> {
  const found = await aisle.search(parseSearchRequest(body));
  // For the access log: while a canary is tried, its times and failures are told apart by it.
  response.locals['generation'] = found.generation;
  response.json(found);
}

const LISTS = new Set(['facets', 'legs']);
const NUMBERS = new Set(['page', 'pageSize']);
const JSONS = new Set(['filters', 'weights', 'context']);

/** Parameters as the body they stand for; what does not parse is left for the schema to name. */
function fromParameters(request: Request): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request.query)) {
    if (typeof value !== 'string') {
      throw new AisleError('bad_request', `parameter ${name} is given more than once`, {
        errors: [{ path: name, message: 'expected once' }],
      });
    }
    if (name === 'q') body['query'] = value;
    else if (LISTS.has(name)) body[name] = value.split(',').filter((item) => item !== '');
    else if (NUMBERS.has(name)) body[name] = Number(value);
    else if (name === 'explain') body[name] = value === 'true' ? true : value === 'false' ? false : value;
    else if (JSONS.has(name)) body[name] = parseJson(name, value);
    else body[name] = value;
  }
  return body;
}

function parseJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    throw new AisleError('bad_request', `parameter ${name} is not JSON`, {
      cause: error,
      errors: [{ path: name, message: 'expected JSON' }],
    });
  }
}
