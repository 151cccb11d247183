/** What became of one try of a call. */
export type Outcome = Answer | Failure;

/** The node answered, with whatever status. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly text: string;
  /** The server's own account of an error; absent when a gateway wrote the answer, or all is well. */
  readonly problem?: Problem;
  /** Milliseconds that the server asks to be left alone. */
  readonly retryAfter?: number;
}

/** `error` of an answer: its first root cause. */
export interface Problem {
  readonly type: string;
  readonly reason: string;
}

export interface Failure {
  /** `unsent`: no connection, so the node has not seen the call. `untrusted`: TLS. `too-large`: the answer. */
  readonly kind: 'unsent' | 'lost' | 'untrusted' | 'too-large';
  /** Host and port: no path, no credentials. */
  readonly node: string;
  readonly reason: string;
}

/**
 * The node, or the way to it, does not work; an error that the server itself describes is none: it may concern one
 * index (503: a shard without a home), while all others answer.
 */
export function isTransportFailure(outcome: Outcome): boolean {
  if (outcome.kind === 'answer')
    return /^50[234]$/.test(String(outcome.status)) && outcome.problem === undefined;
  return outcome.kind === 'unsent' || outcome.kind === 'lost';
}

/** Another try may end better, and cannot do harm. */
export function mayTryAgain(outcome: Outcome, repeatable: boolean): boolean {
  if (outcome.kind === 'unsent') return true;
  if (!repeatable) return false;
  if (outcome.kind !== 'answer') return outcome.kind === 'lost';
  return [429, 502, 503, 504].includes(outcome.status) && !isFull(outcome.problem);
}

/** The server has stopped writing because a disk is full; it goes on by itself once there is room. */
export function isFull(problem: Problem | undefined): boolean {
  return (
    problem?.type === 'cluster_block_exception' &&
    /disk usage|read-only-allow-delete|read-only \/ allow delete|create-index blocked/.test(problem.reason)
  );
}

/** Reads `error` of an answer: an object with root causes, or a text. */
export function problemOf(text: string): Problem | undefined {
  const body = parseObject(text);
  if (typeof body?.['error'] === 'string') return { type: '', reason: body['error'] };
  const error = asObject(body?.['error']);
  const causes: unknown = error?.['root_cause'];
  const cause = (Array.isArray(causes) ? asObject(causes[0]) : undefined) ?? error;
  if (typeof cause?.['type'] !== 'string') return undefined;
  return { type: cause['type'], reason: typeof cause['reason'] === 'string' ? cause['reason'] : '' };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** What an error of the HTTP client means. `node`: host and port. */
export function failureOf(node: string, error: unknown): Failure {
  const { code, message, syscall, errors } = error as {
    readonly code?: unknown;
    readonly message?: unknown;
    readonly syscall?: unknown;
    /** One an address, when a name has several. */
    readonly errors?: readonly { readonly syscall?: unknown }[];
  };
  const name = typeof code === 'string' ? code : '';
  const reason = typeof message === 'string' && message !== '' ? message : name;
  const calls = errors?.map((one) => one.syscall) ?? [syscall];
  if (calls.every((one) => one === 'connect' || one === 'getaddrinfo'))
    return { kind: 'unsent', node, reason };
  if (name === 'UND_ERR_CONNECT_TIMEOUT') return { kind: 'unsent', node, reason: 'no connection in time' };
  if (name === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return { kind: 'too-large', node, reason: 'the answer is larger than this client takes' };
  // OpenSSL names most reasons to distrust by these words; EPROTO: the other side speaks no TLS.
  if (/CERT|ISSUER|SIGNATURE|HOSTNAME|_CA$|TLS|SSL|^EPROTO$/.test(name))
    return { kind: 'untrusted', node, reason: name };
  return { kind: 'lost', node, reason };
}
