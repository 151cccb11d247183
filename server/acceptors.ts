import { fork, type SendHandle } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Logger } from '../base/index.js';

const CHILD = join(import.meta.dirname, 'acceptors.child.js');

/** Milliseconds that the other process may take. */
const PATIENCE = 10_000;

export interface Acceptors {
  /** Resolves when they listen, with how many they are. */
  readonly ready: Promise<number>;
  /** Stops listening at once; resolves when their connections are closed. */
  close(): Promise<void>;
}

/**
 * `count` further listeners on the socket of a server that listens. libuv accepts one connection of a listener in a turn of
 * the event loop: with a single one, who connects while turns are long waits unseen in the system's queue, where nobody
 * can refuse them. Each further one is the same socket under another descriptor, which Node can only get from another
 * process; that one is started for it and ends. Where it fails there are fewer, and the log says so: the server accepts
 * all the same.
 *
 * What is sent there and back is the handle below the server, which Node has no documented name for. The documented ways
 * are worse: a `net.Server` that is sent listens over there and accepts who comes meanwhile, without `pauseOnConnect`, so
 * that bytes of theirs may be read and lost; `reusePort` divides the clients by their addresses among queues of which
 * each is as slow, lets other processes in, and needs Node 22; `maxConnections` and `drop` begin behind the accepting.
 */
export function addAcceptors(server: Server, count: number, log: Logger): Acceptors {
  const listeners: Server[] = [];
  const closing = new AbortController();
  const fetching = count === 0 ? Promise.resolve() : fetchListeners(server, count, listeners, closing.signal);
  const ready = fetching.then(
    () => listeners.length,
    (error: unknown) => {
      if (!closing.signal.aborted)
        log.warn({ err: error, listeners: listeners.length }, 'fewer connections are accepted in a turn');
      return listeners.length;
    },
  );
  return {
    ready,
    close: async () => {
      closing.abort();
      await ready;
      await Promise.all(listeners.map((each) => new Promise((resolve) => each.close(resolve))));
    },
  };
}

async function fetchListeners(
  server: Server,
  count: number,
  into: Server[],
  signal: AbortSignal,
): Promise<void> {
  const take = (socket: Socket) => {
    // As an HTTP server sets up the sockets that it accepts itself.
    socket.allowHalfOpen = true;
    socket.setNoDelay(true);
    server.emit('connection', socket);
  };
  const shared = (server as unknown as { _handle?: SendHandle | null })._handle;
  if (shared === undefined || shared === null) throw new Error('this Node shows no handle of a server');
  const child = fork(CHILD, [], {
    execArgv: [],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: PATIENCE,
    signal,
  });
  let failure: Error | undefined;
  // A handle that another Node has otherwise may be refused on the spot.
  const trying = (work: () => void) => {
    try {
      work();
    } catch (error) {
      failure ??= error as Error;
      child.kill();
    }
  };
  // Several may come, also after its end; one that nobody hears ends the service.
  child.on('error', (error) => (failure ??= error));
  child.on('message', (_, handle) => {
    if (handle === undefined) return;
    const listener = createServer(take);
    // The others go on.
    listener.on('error', (error) => (failure ??= error));
    trying(() => {
      listener.listen(handle, () => {
        if (child.connected) child.send(into.length < count ? 'another' : 'enough');
      });
      into.push(listener);
    });
  });
  // Until its process is gone it holds the port; one that was never started says so alone.
  const end = child.pid === undefined ? 'error' : 'close';
  const ended = new Promise<void>((resolve) => child.once(end, () => resolve()));
  if (child.connected) trying(() => child.send('handle', shared));
  await ended;
  if (into.length < count) throw failure ?? new Error('the process that hands listeners back ended early');
}
