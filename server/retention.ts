import type { Aisle } from '../app/index.js';

/** Milliseconds between two looks for what is older than it may be kept. */
const EVERY = 3_600_000;

/** Removes what is too old, now and every hour; answers what ends it. A failure is logged, and tried again. */
export function keepRetention({ users, log }: Pick<Aisle, 'users' | 'log'>): () => void {
  const sweep = () =>
    void users.sweep().then(
      ({ events, searches }) => {
        if (events + searches > 0)
          log.info({ events, searches }, 'removed what was older than it may be kept');
      },
      (error: unknown) => log.error({ err: error }, 'what is too old could not be removed'),
    );
  sweep();
  const timer = setInterval(sweep, EVERY).unref();
  return () => clearInterval(timer);
}
