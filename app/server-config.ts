import { z } from 'zod';

const milliseconds = z.int().min(1).max(600_000);
const requests = z.int().min(0).max(10_000_000);

/** How the service listens, and what it takes on. */
export const serverSchema = z
  .strictObject({
    port: z.int().min(0).max(65_535).default(7_700).describe('port of the service; 0: any free one'),
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('address to listen on; loopback alone without keys'),
    storefrontKey: z
      .string()
      .min(1)
      .optional()
      .describe(
        'key that the storefront at / is given where keys are demanded: one with the role search alone; once it is revoked or expired the page goes without and cannot search',
      ),
    proxies: z
      .int()
      .min(0)
      .max(10)
      .default(0)
      .describe('proxies in front that set X-Forwarded-For; 0: the header is not believed'),
    bodyLimit: z
      .int()
      .min(1_024)
      .max(104_857_600)
      .default(1_048_576)
      .describe('bytes of a request body at most'),
    bodyMemory: z
      .int()
      .min(1_048_576)
      .max(17_179_869_184)
      .default(67_108_864)
      .describe('bytes of request bodies of more than 64 KB held at once; more are answered with 503'),
    headersTimeout: milliseconds.default(10_000).describe('ms a client may take for its headers'),
    requestTimeout: milliseconds.default(30_000).describe('ms a client may take for a whole request'),
    deadline: milliseconds.default(15_000).describe('ms an answer may take, streams aside'),
    drain: milliseconds.default(10_000).describe('ms that open requests may take at a shutdown'),
    compression: z.boolean().default(true).describe('compress answers of more than 2 KB for who asks for it'),
    requestsPerKey: requests
      .default(20_000)
      .describe('requests of one key within 10 seconds; 0: as many as come'),
    requestsPerAddress: requests
      .default(2_000)
      .describe('requests from one address within 10 seconds, where keys are demanded; 0: as many as come'),
    acceptors: z
      .int()
      .min(1)
      .max(64)
      .default(16)
      .describe('connections that are accepted in one turn of the event loop at most'),
    connections: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe('connections that are open at once; more are closed without an answer'),
    concurrency: z.int().min(1).max(10_000).default(32).describe('requests that are worked on at once'),
    queue: z
      .int()
      .min(0)
      .max(100_000)
      .default(256)
      .describe('requests that wait at most, searches before the catalogue; more are answered with 503'),
    patience: milliseconds
      .default(500)
      .describe(
        'ms a request waits at most until it is worked on, a tenth of it while the queue never empties; then it is answered with 503',
      ),
    loopDelay: milliseconds
      .default(250)
      .describe(
        'ms the event loop may lag: past it the catalogue is refused, past twice as much searches too',
      ),
  })
  // Node looks at both together, and takes no other order.
  .refine(({ headersTimeout, requestTimeout }) => headersTimeout <= requestTimeout, {
    path: ['headersTimeout'],
    message: 'expected at most server.requestTimeout',
  })
  .prefault({});
