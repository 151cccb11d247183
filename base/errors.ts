/** Stable machine-readable codes of {@link AisleError}; the HTTP status follows from the code. */
const ERROR_STATUS = {
  bad_request: 400,
  bad_config: 400,
  bad_file: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  cursor_expired: 410,
  payload_too_large: 413,
  unprocessable: 422,
  too_many_requests: 429,
  internal: 500,
  corrupt: 500,
  unavailable: 503,
  deadline_exceeded: 503,
  storage_full: 507,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One wrong field of an input: where it is (`filters.price.gte`) and what was expected there. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/**
 * The one error family of Aisle. `message` is written for a person and holds no secret;
 * `cause` keeps the original error for the log.
 */
export class AisleError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly errors: readonly FieldError[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; errors?: readonly FieldError[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AisleError';
    this.code = code;
    this.status = ERROR_STATUS[code];
    this.errors = options.errors ?? [];
  }
}

/** A file that is whole, and that a later version of Aisle wrote: what heals a damaged one would lose it. */
export class NewerFormatError extends AisleError {
  readonly newer = true;

  /** `formats`: the one that was found, and what is read here. */
  constructor(
    code: 'bad_file' | 'corrupt',
    file: string,
    formats: { readonly found: number; readonly read: string },
  ) {
    super(
      code,
      `${file} was written by a newer Aisle (format ${formats.found}; this one reads ${formats.read})`,
    );
  }
}

/** True for a {@link NewerFormatError}, also one from another realm. */
export function isNewerFormat(error: unknown): boolean {
  return isAisleError(error) && (error as { newer?: unknown }).newer === true;
}

/** True for an AisleError, also one from another realm (a test runner's, a worker's). */
export function isAisleError(error: unknown): error is AisleError {
  return typeof error === 'object' && error !== null && (error as { name?: unknown }).name === 'AisleError';
}
