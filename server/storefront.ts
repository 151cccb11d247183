import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';
import type { Aisle } from '../app/index.js';
import { AisleError } from '../base/index.js';

/** The storefront's files, beside the compiled server. */
const WEB_FOLDER = join(import.meta.dirname, '..', 'web');
/** Addresses of its pages: the browser finds out which one it is. */
const PAGES = /^\/(?:index\.html|search|basket|privacy|category\/.+|product\/[^/]+)?\/?$/;
const DOCUMENT = join(WEB_FOLDER, 'index.html');

/** The storefront: its files, and its one document at the address of each of its pages. */
export function storefront({ config }: Pick<Aisle, 'config'>): Router {
  const router = Router();
  if (!existsSync(DOCUMENT)) return router;
  const page = withKey(readFileSync(DOCUMENT, 'utf8'), config.server.storefrontKey);
  router.get(PAGES, (_request, response) => {
    response.type('html').send(page);
  });
  router.use(express.static(WEB_FOLDER, { index: false }));
  return router;
}

function withKey(page: string, key: string | undefined): string {
  // A key that was checked has no character that HTML reads.
  return key === undefined
    ? page
    : page.replace('</head>', `  <meta name="aisle-key" content="${key}" />\n  </head>`);
}

/** Everybody reads the page's key: throws `bad_config` for one that may more than search, or nothing at all. */
export function checkStorefrontKey({ config, keys }: Pick<Aisle, 'config' | 'keys'>): void {
  const { storefrontKey } = config.server;
  if (storefrontKey === undefined) return;
  const key = keys.verify(storefrontKey);
  const message =
    key === undefined
      ? 'expected a key of this installation: it is unknown, revoked or expired'
      : key.roles.some((role) => role !== 'search')
        ? `expected a key with the role search alone, ${key.id} has ${key.roles.join(', ')}: everybody could read it in the page`
        : undefined;
  if (message === undefined) return;
  const path = 'server.storefrontKey';
  throw new AisleError('bad_config', `${path}: ${message}`, { errors: [{ path, message }] });
}
