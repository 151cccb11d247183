import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The answers that connections still wait for. */
export interface OpenAnswers extends Iterable<ServerResponse> {
  /** How many of one connection. */
  of(socket: Socket): number;
}

/**
 * Follows the answers of a server's connections. Node tells an answer that its connection has gone only when its turn to be
 * sent had come: one that waits behind another, since requests were sent without waiting for answers, is told here. Else
 * what is kept for it would never come free.
 */
export function openAnswers(server: Server): OpenAnswers {
  const all = new Set<ServerResponse>();
  const bySocket = new WeakMap<Socket, Set<ServerResponse>>();
  server.prependListener('connection', (socket: Socket) => {
    const own = new Set<ServerResponse>();
    bySocket.set(socket, own);
    socket.once('close', () => {
      for (const response of own) if (response.socket === null) tellGone(response);
    });
  });
  server.prependListener('request', ({ socket }, response) => {
    const own = bySocket.get(socket);
    own?.add(response);
    all.add(response);
    response.once('close', () => {
      own?.delete(response);
      all.delete(response);
    });
  });
  return { of: (socket) => bySocket.get(socket)?.size ?? 0, [Symbol.iterator]: () => all.values() };
}

/** What Node does for the answer whose turn it is. */
function tellGone(response: ServerResponse): void {
  response.destroyed = true;
  response.emit('close');
}
