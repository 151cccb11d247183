import type { ClusterCall } from './cluster.js';

/** A call as it goes over the wire; made once, however many tries it takes. */
export interface WireCall {
  readonly method: ClusterCall['method'];
  /** With the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/**
 * Plain JSON media types: Elasticsearch and OpenSearch both take them, where Elastic's own ones would be refused by
 * the latter and would switch Elasticsearch to the API of the client's version.
 */
export function toWire(call: ClusterCall): WireCall {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) query.set(name, String(value));
  const path = query.size === 0 ? call.path : `${call.path}?${query.toString()}`;
  const headers = { accept: 'application/json' };
  const { method } = call;
  if (call.lines !== undefined) {
    const lines = call.lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    // The body ends with a newline, or the server refuses it.
    const body = Buffer.from(`${lines.join('\n')}\n`);
    return { method, path, headers: { ...headers, 'content-type': 'application/x-ndjson' }, body };
  }
  if (call.body === undefined) return { method, path, headers };
  const body = Buffer.from(typeof call.body === 'string' ? call.body : JSON.stringify(call.body));
  return { method, path, headers: { ...headers, 'content-type': 'application/json' }, body };
}
