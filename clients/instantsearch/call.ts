import type { ClientOptions } from './options.js';

/** Milliseconds; a search that takes longer is of no use to who typed it. */
const DEFAULT_TIMEOUT = 15_000;

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** What InstantSearch shows as its state `error`. `status` is 0 when nothing was answered. */
export class AisleClientError extends Error {
  override readonly name = 'AisleClientError';
  constructor(
    message: string,
    readonly status: number,
    readonly code?: string,
    readonly errors: NonNullable<Problem['errors']> = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Posts JSON and answers the JSON that comes back. Throws {@link AisleClientError}. */
export async function post(options: ClientOptions, path: string, body: unknown, keepalive = false) {
  const { url = '', fetch = globalThis.fetch, timeout = DEFAULT_TIMEOUT } = options;
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
      method: 'POST',
      headers: headersOf(options),
      body: JSON.stringify(body),
      keepalive,
      signal: AbortSignal.timeout(timeout),
    });
    if (!response.ok) throw await refusal(response);
    return await response.json();
  } catch (error) {
    if (error instanceof AisleClientError) throw error;
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    const message = late ? `no answer within ${timeout} ms` : 'the search service cannot be reached';
    throw new AisleClientError(message, 0, undefined, [], { cause: error });
  }
}

/** The token of who is signed in now. */
export function tokenOf({ userToken }: ClientOptions): string | undefined {
  return typeof userToken === 'function' ? userToken() : userToken;
}

function headersOf(options: ClientOptions): Record<string, string> {
  const { key } = options;
  const token = tokenOf(options);
  return {
    'Content-Type': 'application/json',
    ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
    ...(token === undefined ? {} : { 'Aisle-User-Token': token }),
  };
}

async function refusal(response: Response): Promise<AisleClientError> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const message = problem.detail ?? `the search service answered ${response.status}`;
  return new AisleClientError(message, response.status, problem.code, problem.errors);
}
