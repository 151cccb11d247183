import { Router } from 'express';
import type { Aisle } from '../../app/index.js';
import { parseSuggestRequest } from '../../search/index.js';

/** `GET /v1/suggest?q=…&size=…`: completions, categories and products for what is typed so far. */
export function suggestRoutes(aisle: Aisle): Router {
  const router = Router();
  router.get('/v1/suggest', async (request, response) => {
    const found = await aisle.suggest(parseSuggestRequest(request.query));
    response.locals['generation'] = found.generation;
    response.json(found);
  });
  return router;
}
