// Serves docs/examples as a shop's own site would: the page and InstantSearch from here, Aisle behind the same origin.
//   node scripts/example.mjs [--port 7701] [--aisle http://127.0.0.1:7700]
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import express from 'express';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7701' },
    aisle: { type: 'string', default: 'http://127.0.0.1:7700' },
  },
});

const app = express();
app.get('/', (_request, response) => response.redirect('/instantsearch.html'));
app.use(express.static(join(root, 'docs', 'examples')));
app.use(
  '/instantsearch',
  express.static(
    dirname(fileURLToPath(import.meta.resolve('instantsearch.js/dist/instantsearch.production.min.js'))),
  ),
);
app.use(['/v1', '/clients'], (asked, response) => {
  // Aisle sees one client, this site; the origin of its pages is for this site to check.
  const { host: _host, origin: _origin, ...headers } = asked.headers;
  const passed = request(new URL(asked.originalUrl, values.aisle), { method: asked.method, headers });
  passed.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, response, () => undefined);
  });
  passed.on(
    'error',
    () => response.headersSent || response.status(502).json({ detail: `no Aisle at ${values.aisle}` }),
  );
  pipeline(asked, passed, () => undefined);
});

const server = app.listen(Number(values.port), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
