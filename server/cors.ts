import cors from 'cors';
import type { RequestHandler } from 'express';
import type { Aisle } from '../app/index.js';

/** Seconds that a browser may keep the answer of a preflight. */
const PREFLIGHT_AGE = 600;

/**
 * CORS for the origins of all valid keys; a preflight carries no key. That a key is only for its own origins is checked
 * with the key.
 */
export function crossOrigin({ keys }: Aisle): RequestHandler {
  return cors({
    origin: (origin, allow) => allow(null, origin !== undefined && keys.allowsOrigin(origin)),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Aisle-User-Token', 'X-Request-Id'],
    exposedHeaders: ['ETag', 'X-Request-Id', 'Retry-After', 'RateLimit', 'RateLimit-Policy'],
    maxAge: PREFLIGHT_AGE,
  });
}
