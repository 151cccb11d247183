import { Router } from 'express';
import type { Aisle } from '../../app/index.js';
import { AisleError } from '../../base/index.js';

/** `GET /v1/products/:id`. */
export function productRoutes(aisle: Aisle): Router {
  const router = Router();
  router.get('/v1/products/:id', async (request, response) => {
    const product = await aisle.product(request.params.id);
    if (product === undefined)
      throw new AisleError(
        'not_found',
        `there is no product with the id ${JSON.stringify(request.params.id)}`,
      );
    response.json(product);
  });
  return router;
}
