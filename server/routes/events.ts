import { Router } from 'express';
import type { Aisle } from '../../app/index.js';
import { userOf } from '../identify.js';

/** `POST /v1/events`: UBI events and queries, one or a batch; answers per item after they are durable. */
export function eventRoutes(aisle: Aisle): Router {
  const router = Router();
  router.post('/v1/events', async (request, response) => {
    const userId = await userOf(aisle, request);
    response.json(await aisle.events.ingest(request.body, userId === undefined ? {} : { userId }));
  });
  return router;
}
