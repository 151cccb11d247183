import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ClusterConnectionPool, UndiciConnection, type UndiciAgentOptions } from '@elastic/elasticsearch';
import { AisleError } from '../../base/index.js';
import { nodeAddresses } from './addresses.js';
import type { ClusterOptions } from './cluster.js';
import { failureOf, problemOf, type Outcome } from './outcome.js';
import { retryAfter } from './retry.js';
import type { WireCall } from './wire.js';

/** Bytes of an answer at most: a larger one is a mistake of ours, and must not take the process with it. */
const ANSWER_BYTES = 256 * 1024 * 1024;

/** Milliseconds an unused socket is kept: less than the minute after which load balancers drop theirs in silence. */
const KEEP_ALIVE = 45_000;

/** Milliseconds after which a dead node is asked whether it lives again; doubles with each no, five times. */
const REVIVAL = 5_000;

/** Milliseconds that asking may take. */
const PING = 3_000;

/** A node, and its sockets. */
export type ClusterNode = NodeConnection;

/**
 * The nodes of a cluster. Made of the pool and the connections that the official client stands on, without the client:
 * of its typed API we use nothing; its transport retries by its own rules (also what must not be sent twice, never a
 * 429), has no deadline for all tries together, does not tell an unsent call from a lost one, and drops the code by
 * which a broken certificate is known. What remains of it is parsing JSON.
 */
export class Nodes {
  readonly #pool: NodePool;

  /** Throws `bad_config`. */
  constructor(options: ClusterOptions) {
    const addresses = nodeAddresses(options);
    const ca = options.caFile === undefined ? undefined : readAuthority(options.caFile);
    const agent: UndiciAgentOptions & Record<string, number> = {
      keepAliveTimeout: KEEP_ALIVE,
      maxResponseSize: ANSWER_BYTES,
      // The deadline of the call ends it, through its signal.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    const auth = credentials(options);
    this.#pool = new NodePool({
      Connection: NodeConnection,
      agent,
      // A host that drops packets is given up early enough to try another one.
      tls: { timeout: Math.ceil(options.deadline / 3), ...(ca === undefined ? {} : { ca }) },
      pingTimeout: PING,
      ...(auth === undefined ? {} : { auth }),
    });
    this.#pool.resurrectTimeout = REVIVAL;
    this.#pool.addConnection(addresses.map((url) => ({ url })));
  }

  /** A living node that was not tried yet, in turn; else any living one; else any. */
  pick(tried: ReadonlySet<ClusterNode>, now: number): ClusterNode {
    const node = this.#pool.next(now, (one) => !tried.has(one)) ?? this.#pool.next(now, () => true);
    if (node === undefined) throw new AisleError('unavailable', 'the search cluster is closed');
    return node;
  }

  alive(node: ClusterNode): void {
    this.#pool.markAlive(node);
  }

  dead(node: ClusterNode): void {
    this.#pool.markDead(node);
  }

  /** Ends what is under way. */
  close(): Promise<void> {
    return this.#pool.empty();
  }
}

class NodeConnection extends UndiciConnection {
  /** Rejects only when the signal aborts. */
  async send(call: WireCall, signal: AbortSignal, now: () => number): Promise<Outcome> {
    try {
      const response = await this.pool.request({
        method: call.method,
        path: this.url.pathname.replace(/\/$/, '') + call.path,
        headers: { ...this.headers, ...call.headers },
        body: call.body ?? null,
        signal,
      });
      const text = await response.body.text();
      const { statusCode: status, headers } = response;
      const wish = retryAfter(headers['retry-after']?.toString(), now());
      const problem = status < 400 ? undefined : problemOf(text);
      return {
        kind: 'answer',
        status,
        text,
        ...(problem === undefined ? {} : { problem }),
        ...(wish === undefined ? {} : { retryAfter: wish }),
      };
    } catch (error) {
      if (signal.aborted) throw error;
      return failureOf(this.url.host, error);
    }
  }

  override async close(): Promise<void> {
    await this.pool.destroy();
  }
}

/** The client's pool, with one question at a time to a dead node instead of one for each call that passes by. */
class NodePool extends ClusterConnectionPool {
  #turn = 0;

  next(now: number, filter: (node: NodeConnection) => boolean): NodeConnection | undefined {
    const node = this.getConnection({
      now,
      filter: (one) => filter(one as NodeConnection),
      selector: (nodes) => nodes[this.#turn++ % nodes.length] as NodeConnection,
      requestId: 0,
      name: 'aisle',
      context: null,
    });
    return (node as NodeConnection | null) ?? undefined;
  }

  override resurrect(options: Parameters<ClusterConnectionPool['resurrect']>[0]): void {
    super.resurrect(options);
    const asked = this.connections.find(({ id }) => id === this.dead[0]);
    if (asked !== undefined && asked.resurrectTimeout <= options.now)
      asked.resurrectTimeout = options.now + PING;
  }

  override markDead(node: Parameters<ClusterConnectionPool['markDead']>[0]): this {
    // A question that ends after the pool was closed.
    return this.connections.includes(node) ? super.markDead(node) : this;
  }
}

function credentials(options: ClusterOptions) {
  if (options.apiKey !== undefined) return { apiKey: options.apiKey };
  const { username, password } = options;
  return username === undefined || password === undefined ? undefined : { username, password };
}

function readAuthority(path: string): string {
  try {
    const pem = readFileSync(path, 'utf8');
    // Node ignores what is no certificate, and would then trust nobody without saying why.
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    const message = `expected a PEM file with a certificate: ${path}: ${(error as Error).message}`;
    throw new AisleError('bad_config', `elasticsearch.ca: ${message}`, {
      cause: error,
      errors: [{ path: 'elasticsearch.ca', message }],
    });
  }
}
