import { constants } from 'node:zlib';
import compression from 'compression';
import helmet from 'helmet';

/** The page and the documentation load nothing from elsewhere but pictures of products. TLS is a proxy's. */
export const securityHeaders = helmet({
  contentSecurityPolicy: {
    directives: {
      'img-src': ["'self'", 'data:', 'https:'],
      'style-src': ["'self'", "'unsafe-inline'"],
      'upgrade-insecure-requests': null,
    },
  },
  strictTransportSecurity: false,
});

/** Bytes below which an answer is sent as it is: a packet or two, and compressing costs more than it saves. */
const THRESHOLD = 2_048;

/** The least levels: half the gain of the best ones at a tenth of their time. Streams say `no-transform`. */
export const compressed = compression({
  threshold: THRESHOLD,
  level: 1,
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
});
