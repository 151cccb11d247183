import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { Router } from 'express';
import { forEverybody } from './caching.js';

/** Swagger UI over `/openapi.json`. Every file comes from this server, no script stands in the page. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Aisle API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/assets/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  docExpansion: 'list',
  validatorUrl: null,
  persistAuthorization: false,
});
`;

const FILES = new Set(['/swagger-ui.css', '/swagger-ui-bundle.js']);

/** The page's static files: a library's, the same for everybody. */
export function docsAssets(): Router {
  const router = Router();
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const files = express.static(folder, { index: false, maxAge: '1d' });
  router.get('/docs/assets/start.js', (_request, response) => {
    forEverybody(response, START);
    response.type('js').send(START);
  });
  router.use('/docs/assets', (request, response, next) => {
    if (FILES.has(request.path)) files(request, response, next);
    else next();
  });
  return router;
}
