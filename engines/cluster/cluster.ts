import type { CallOptions } from '../../base/index.js';

/** What a server can do beyond the core that all of them share; found when it is opened. */
export interface Capabilities {
  readonly flavour: 'elasticsearch' | 'opensearch';
  /** `9.5.3` */
  readonly version: string;
  /** Has the analysis modules (`english`, synonyms …); without them texts are indexed as tokens of our own analyser. */
  readonly analysis: boolean;
  /** Has `dense_vector` and kNN search. */
  readonly vectors: boolean;
}

/** One call of the cluster's REST API, with a JSON answer of at most 256 MiB; without a body (HEAD) it is undefined. */
export interface ClusterCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  /** Begins with `/`; its parts are URI-encoded by the caller. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON; a string is JSON already. */
  readonly body?: object | string;
  /** Sent as newline-delimited JSON instead of `body` (`_bulk`, `_msearch`). Strings are lines that are JSON already. */
  readonly lines?: readonly (object | string)[];
  /**
   * The same call twice does what one does: it is tried again, on another node where there is one, after a
   * lost connection, 429, 502, 503 or 504. GET and HEAD are so by themselves. Any call is tried again when there was no
   * connection to send it on.
   */
  readonly repeatable?: boolean;
  /** Milliseconds for all tries together; absent: the configured deadline. */
  readonly deadline?: number;
}

/**
 * A search cluster. Throws `AisleError`: `unavailable` (no node answers, 429 or 503 to the last try, the breaker is open,
 * not an Elasticsearch or OpenSearch), `deadline_exceeded`, `not_found` (404), `conflict` (409), `bad_config`
 * (401, 403: the credentials; TLS that cannot be trusted), `storage_full` (a block for want of disk), `unprocessable`
 * (400: what the server said is in the message), `internal` (other answers).
 * No error holds a credential, a query or a document.
 */
export interface Cluster {
  readonly capabilities: Capabilities;
  request<T>(call: ClusterCall, options?: CallOptions): Promise<T>;
  close(): Promise<void>;
}

/** How a cluster is reached. */
export interface ClusterOptions {
  /** Addresses of one or more nodes; absent with a cloud id. */
  readonly nodes: readonly string[];
  readonly cloudId?: string;
  readonly apiKey?: string;
  readonly username?: string;
  readonly password?: string;
  /** Path of a PEM file: the authority that signed the nodes' certificates. */
  readonly caFile?: string;
  /** Milliseconds a call may take, all its tries together. */
  readonly deadline: number;
}
