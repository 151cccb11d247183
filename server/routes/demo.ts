import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Router } from 'express';
import type { Aisle } from '../../app/index.js';
import { AisleError } from '../../base/index.js';

/** `GET /v1/demo/shoppers`: the generated shoppers that the page may switch between; 404 outside the demo. */
export function demoRoutes(aisle: Aisle): Router {
  const router = Router();
  const file = join(aisle.config.data, 'demo', 'shoppers.json');
  router.get('/v1/demo/shoppers', async (_request, response) => {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      throw new AisleError('not_found', 'this installation has no demo shoppers', { cause: error });
    }
    response.type('application/json').send(text);
  });
  return router;
}
