import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Aisle } from '../app/index.js';
import { AisleError } from '../base/index.js';
import { watchLoopDelay } from './loop-delay.js';
import { Admission } from './admission.js';
import { createApp } from './create-app.js';
import { addAcceptors } from './acceptors.js';
import { gate } from './gate.js';
import { openAnswers, type OpenAnswers } from './open-answers.js';
import { keepRetention } from './retention.js';
import { checkStorefrontKey } from './storefront.js';
import { ENDPOINTS } from './table.js';

export interface RunningServer {
  /** `http://127.0.0.1:7700` */
  readonly url: string;
  /** Stops taking requests, lets the open ones finish within `server.drain` ms, then closes the rest. */
  close(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Milliseconds between looks at slow clients, who hold a socket that much longer. */
const CHECK_INTERVAL = 1_000;

/** Serves one installation. Throws `bad_config` for a port that is taken, and for an address
 * that is not the loopback while no key was made, and for a key of the storefront that is none for everybody. */
export async function listen(aisle: Aisle): Promise<RunningServer> {
  const { host, port, drain, headersTimeout, requestTimeout, deadline } = aisle.config.server;
  if (!LOOPBACK.has(host) && !aisle.keys.demanded()) {
    throw new AisleError(
      'bad_config',
      `server.host is ${host}: without keys the service binds to the loopback alone (127.0.0.1, ::1, localhost); make one with \`aisle keys create\``,
    );
  }
  checkStorefrontKey(aisle);
  let draining = false;
  const loop = watchLoopDelay();
  const admission = new Admission(aisle.config.server, () => loop.now());
  const server = createServer({
    headersTimeout,
    requestTimeout,
    connectionsCheckingInterval: CHECK_INTERVAL,
  });
  // Who neither sends nor reads for longer than a request and its answer may take holds a socket for nothing.
  server.setTimeout(requestTimeout + deadline);
  limitConnections(server, aisle);
  const answers = openAnswers(server);
  const app = createApp(aisle, { draining: () => draining, admission });
  server.on('request', gate(app, ENDPOINTS, { aisle, admission, answers }));
  const endConnections = connectionEnder(server, answers);
  try {
    await bind(server, host, port);
  } catch (error) {
    loop.stop();
    throw error;
  }
  const acceptors = addAcceptors(server, aisle.config.server.acceptors - 1, aisle.log);
  const endRetention = keepRetention(aisle);
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    close: async () => {
      draining = true;
      endRetention();
      endConnections();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), drain);
      await Promise.all([closed, acceptors.close()]);
      clearTimeout(timer);
      loop.stop();
    },
  };
}

/** Past the limit a connection is closed before anything is read of it: each holds memory and a descriptor. */
function limitConnections(server: Server, { config, metrics }: Pick<Aisle, 'config' | 'metrics'>): void {
  let open = 0;
  server.prependListener('connection', (socket) => {
    open++;
    socket.once('close', () => open--);
    if (open <= config.server.connections) return;
    metrics.http.dropped();
    socket.destroy();
  });
}

/**
 * Answers what ends each connection with the answer to its next or present request. One that is kept would be asked on and
 * on, and be cut in the middle of an answer when the time to drain is over.
 */
function connectionEnder(server: Server, answers: OpenAnswers): () => void {
  let ending = false;
  server.prependListener('request', (_request, response) => {
    if (ending) response.shouldKeepAlive = false;
  });
  return () => {
    ending = true;
    for (const response of answers) if (!response.headersSent) response.shouldKeepAlive = false;
  };
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new AisleError(
              'bad_config',
              `server.port ${port} cannot be used (${error.code}); choose another with --port`,
              { cause: error },
            )
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
}
