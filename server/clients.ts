import { join } from 'node:path';
import express, { Router } from 'express';

/** Clients for browsers, bundled beside the compiled server. */
const CLIENTS = join(import.meta.dirname, '..', 'clients');
const FILES = /^\/clients\/[\w-]+\.js(?:\.map)?$/;

/** The clients' files. They hold no secret: a shop's page on another origin may load them. */
export function clients(): Router {
  const router = Router();
  router.use(FILES, (_request, response, next) => {
    response.set('Access-Control-Allow-Origin', '*').set('Cross-Origin-Resource-Policy', 'cross-origin');
    next();
  });
  router.get(FILES, express.static(join(CLIENTS, '..'), { index: false }));
  return router;
}
