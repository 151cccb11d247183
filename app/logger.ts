import { pino, type Logger as Pino } from 'pino';
import type { Logger } from '../base/index.js';

/** JSON lines on standard error, so that standard output stays free for answers. */
export function createLogger(level: string): Logger {
  const logger: Pino = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}
