import { join } from 'node:path';
import express, { Router } from 'express';

/** The folder of `clients/`, bundled for browsers. */
const DIST = join(import.meta.dirname, '..');
const FILES = /^\/clients\/[\w-]+\.js(?:\.map)?$/;

/** The clients' files. They hold no secret: a shop's page on another origin may load them. */
export function clientFiles(): Router {
  const router = Router();
  router.use(FILES, (_request, response, next) => {
    response.set('Access-Control-Allow-Origin', '*').set('Cross-Origin-Resource-Policy', 'cross-origin');
    next();
  });
  router.get(FILES, express.static(DIST, { index: false }));
  return router;
}
