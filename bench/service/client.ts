import { Agent, request } from 'node:http';

/** What came of one request. */
export interface Reply {
  /** 0: the connection failed. */
  readonly status: number;
  readonly body: string;
}

export interface Client {
  send(method: string, path: string, body: unknown): Promise<Reply>;
  close(): void;
}

/** Milliseconds; a request that takes longer failed. */
const TIMEOUT = 60_000;

/** Speaks JSON over connections that are kept; as many as there are requests under way. */
export function createClient(url: string): Client {
  const agent = new Agent({ keepAlive: true });
  return {
    send: (method, path, body) =>
      new Promise((resolve) => {
        const bytes = Buffer.from(JSON.stringify(body));
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
        call.on('error', failed);
        call.end(bytes);
      }),
    close: () => agent.destroy(),
  };
}
