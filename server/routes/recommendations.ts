import { Router, type Request } from 'express';
import type { Aisle } from '../../app/index.js';
import { AisleError } from '../../base/index.js';
import { parseRecommendations, parseRelated } from '../../recommend/index.js';
import { asUser, userOf } from '../identify.js';

/** `GET /v1/products/:id/related` and `GET /v1/recommendations`. */
export function recommendationRoutes(aisle: Aisle): Router {
  const router = Router();
  router.get('/v1/products/:id/related', async (request, response) => {
    const asked = asUser(fromParameters(request), await userOf(aisle, request));
    const found = await aisle.recommend.related(parseRelated(request.params.id, asked));
    response.locals['generation'] = found.generation;
    response.json(found);
  });
  router.get('/v1/recommendations', async (request, response) => {
    const asked = asUser(fromParameters(request), await userOf(aisle, request));
    const found = await aisle.recommend.recommendations(parseRecommendations(asked));
    response.locals['generation'] = found.generation;
    response.json(found);
  });
  return router;
}

/** Parameters as the request they stand for; `user` is another name of `userId`. What does not parse is left for the schema to name. */
function fromParameters(request: Request): Record<string, unknown> {
  const asked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request.query)) {
    const key = name === 'user' ? 'userId' : name;
    if (typeof value !== 'string' || key in asked) {
      throw new AisleError('bad_request', `parameter ${key} is given more than once`, {
        errors: [{ path: key, message: 'expected once' }],
      });
    }
    if (key === 'size') asked[key] = value.trim() === '' ? value : Number(value);
    else if (key === 'items') asked[key] = value.split(',').filter((item) => item !== '');
    else asked[key] = value;
  }
  return asked;
}
