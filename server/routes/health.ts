import { Router } from 'express';
import type { Aisle } from '../../app/index.js';

/** `live`: the process answers. `ready`: queries can be answered; 503 with the reason when not. */
export function healthRoutes(aisle: Aisle, draining: () => boolean): Router {
  const router = Router();
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/health/ready', async (_request, response) => {
    const readiness = draining() ? { ready: false, reason: 'shutting down' } : await aisle.readiness();
    response.status(readiness.ready ? 200 : 503).json(readiness);
  });
  return router;
}
