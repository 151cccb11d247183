import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';
import { unfitForStorefront, type Aisle } from '../app/index.js';
import { AisleError } from '../base/index.js';
import { forEverybody } from './caching.js';
import { demoShoppersFile } from './routes/demo.js';

/** The storefront's files, beside the compiled server. */
const WEB_FOLDER = join(import.meta.dirname, '..', 'web');
/** Addresses of its pages: the browser finds out which one it is. */
const PAGES = /^\/(?:index\.html|search|basket|privacy|category\/.+|product\/[^/]+)?\/?$/;
const KEY_SETTING = 'server.storefrontKey';
const REMEDY = `make one with \`aisle keys create --role search\`, set ${KEY_SETTING} to it and start again`;
const WITHOUT = 'the storefront is served without its key and cannot search';
const DOCUMENT = join(WEB_FOLDER, 'index.html');

/**
 * The storefront: its files, and its one document at the address of each of its pages. A key that counts no more is left
 * out of it and costs the page alone its searches: the rest of the shop asks with keys of its own.
 */
export function storefront({ config, keys, log }: Pick<Aisle, 'config' | 'keys' | 'log'>): Router {
  const router = Router();
  if (!existsSync(DOCUMENT)) return router;
  const { storefrontKey: key } = config.server;
  const document = readFileSync(DOCUMENT, 'utf8');
  // So that no page of another shop asks for the demo's shoppers.
  const plain = existsSync(demoShoppersFile(config.data))
    ? withMeta(document, 'aisle-demo', 'yes')
    : document;
  // A key that was checked has no character that HTML reads.
  const page = key === undefined ? plain : withMeta(plain, 'aisle-key', key);
  let unfit: string | undefined;
  const look = () => {
    const found = key === undefined ? undefined : unfitForStorefront(keys, key)?.why;
    // Said once, not with every page.
    if (found !== undefined && found !== unfit)
      log.error({ path: KEY_SETTING }, `${WITHOUT}: ${found}; ${REMEDY}`);
    unfit = found;
  };
  // Also before anybody looks at the page.
  look();
  const show: RequestHandler = (_request, response) => {
    look();
    const shown = unfit === undefined ? page : plain;
    forEverybody(response, shown);
    response.type('html').send(shown);
  };
  router.get(PAGES, show);
  router.use(express.static(WEB_FOLDER, { index: false }));
  // An address that is none: who looks at it in a browser is shown the way back, programs are told by problem details.
  router.get(/^\/(?!v1\/|health\/)/, (request, response, next) => {
    response.vary('Accept');
    if (request.accepts('json', 'html') === 'html') {
      response.status(404);
      void show(request, response, next);
    } else next();
  });
  return router;
}

const withMeta = (page: string, name: string, content: string): string =>
  page.replace('</head>', `  <meta name="${name}" content="${content}" />\n  </head>`);

/** Everybody reads the page's key: throws `bad_config` for what is none, or may more than search. */
export function checkStorefrontKey({ config, keys }: Pick<Aisle, 'config' | 'keys'>): void {
  const { storefrontKey } = config.server;
  const unfit = storefrontKey === undefined ? undefined : unfitForStorefront(keys, storefrontKey);
  if (unfit?.mistaken !== true) return;
  const message = `${unfit.why}; ${REMEDY}`;
  throw new AisleError('bad_config', `${KEY_SETTING}: ${message}`, {
    errors: [{ path: KEY_SETTING, message }],
  });
}
