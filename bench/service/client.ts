import { Agent, request } from 'node:http';

/** What came of one request. */
export interface Reply {
  /** 0: the connection failed. */
  readonly status: number;
  readonly body: string;
}

export interface Client {
  send(method: string, path: string, body?: unknown): Promise<Reply>;
  /** Requests that were sent a second time, since their kept connection was closed meanwhile. */
  reopened(): number;
  close(): void;
}

/** Milliseconds; a request that takes longer failed. */
const TIMEOUT = 60_000;

/** Speaks JSON over as many connections as there are requests under way: kept ones, or a new one for each request. */
export function createClient(url: string, keepAlive = true): Client {
  const agent = new Agent({ keepAlive });
  let reopened = 0;
  const send = (method: string, path: string, bytes: Buffer, again: boolean): Promise<Reply> =>
    new Promise((resolve) => {
      const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
      const failed = () => resolve({ status: 0, body: '' });
      const call = request(new URL(path, url), { method, agent, headers, timeout: TIMEOUT }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
        response.on('error', failed);
      });
      call.on('timeout', () => call.destroy());
      call.on('error', (error: NodeJS.ErrnoException) => {
        // A server may close a kept connection at the very moment it is used again (Node's documents of reusedSocket).
        if (!again || !call.reusedSocket || error.code !== 'ECONNRESET') return failed();
        reopened++;
        resolve(send(method, path, bytes, false));
      });
      call.end(bytes);
    });
  return {
    send: (method, path, body) =>
      send(method, path, Buffer.from(body === undefined ? '' : JSON.stringify(body)), true),
    reopened: () => reopened,
    close: () => agent.destroy(),
  };
}
