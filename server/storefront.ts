import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';

/** The storefront's files, beside the compiled server. */
const WEB_FOLDER = join(import.meta.dirname, '..', 'web');
/** Addresses of its pages: the browser finds out which one it is. */
const PAGES = /^\/(?:search|basket|privacy|category\/.+|product\/[^/]+)\/?$/;

/** The storefront: its files, and its one document at the address of each of its pages. */
export function storefront(): Router {
  const router = Router();
  if (!existsSync(WEB_FOLDER)) return router;
  router.use(express.static(WEB_FOLDER));
  router.get(PAGES, (_request, response) => {
    response.sendFile('index.html', { root: WEB_FOLDER });
  });
  return router;
}
