import type { Writable } from 'node:stream';

/** Values on their way to a client. */
export interface NewestOnly<T> {
  readonly send: (value: T) => void;
  /** Sends what still waits, however slowly it is read. */
  readonly flush: () => void;
}

/** Sends each value while the client reads; else the newest alone waits, so that one who reads nothing fills no memory. */
export function newestOnly<T>(
  client: Pick<Writable, 'writableNeedDrain' | 'on'>,
  write: (value: T) => void,
): NewestOnly<T> {
  let waiting: { readonly value: T } | undefined;
  const flush = () => {
    const next = waiting;
    waiting = undefined;
    if (next !== undefined) write(next.value);
  };
  client.on('drain', flush);
  return {
    flush,
    send: (value) => {
      if (client.writableNeedDrain) waiting = { value };
      else write(value);
    },
  };
}
