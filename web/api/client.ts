import { publicKey } from './key.js';

/** Milliseconds after which a request is given up. */
const DEADLINE = 15_000;

const headersOf = (body: unknown): Record<string, string> => ({
  ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  ...(publicKey === undefined ? {} : { Authorization: `Bearer ${publicKey}` }),
});

interface Problem {
  code?: string;
  detail?: string;
  errors?: { path: string; message: string }[];
}

/** The service said no, or could not be reached (`status` 0). */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly errors: readonly { path: string; message: string }[] = [],
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Goes on when the page is left. */
  keepalive?: boolean;
}

/** Asks the service. Throws `ApiError`; what `signal` says when it was called off. */
export async function call<T>(path: string, { method = 'GET', body, signal, keepalive = false }: Call = {}) {
  const response = await reach(path, {
    method,
    keepalive,
    signal: AbortSignal.any([AbortSignal.timeout(DEADLINE), ...(signal === undefined ? [] : [signal])]),
    headers: headersOf(body),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as Problem;
  throw new ApiError(messageOf(response.status, problem), response.status, problem.errors);
}

/** What the service says is for who asks it; that the page itself may not ask is said to who looks at it. */
function messageOf(status: number, { detail }: Problem): string {
  if (status === 401) return 'The shop cannot answer just now: its page has no valid key.';
  return detail ?? `The service answered ${status}.`;
}

/** As `call`; undefined where the service has no such thing. */
export async function callIfThere<T>(path: string, options?: Call): Promise<T | undefined> {
  try {
    return await call<T>(path, options);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('The shop cannot be reached just now. Please try again.', 0);
  }
}

/** `?a=1&b=2` of what is given; empty where nothing is. */
export function parameters(given: Record<string, string | number | undefined>): string {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) out.set(name, String(value));
  return out.size === 0 ? '' : `?${out.toString()}`;
}
