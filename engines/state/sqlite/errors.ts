import { AisleError, isAisleError, isLocked, type ErrorCode } from '../../../base/index.js';

/** An AisleError as it crosses from the writer's thread: an Error subclass loses its fields on the way. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cause: string;
}

/** What SQLite said, for a person. An error is known by its code: another realm's is no `instanceof`. */
export function asStateError(error: unknown, file: string): AisleError {
  if (isAisleError(error)) return error;
  const code = sqliteCode(error);
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC') {
    return new AisleError(
      'storage_full',
      `no space left on the disk that holds ${file}; nothing of this write was stored`,
      { cause: error },
    );
  }
  if (isLocked(error)) {
    return new AisleError(
      'unavailable',
      `${file} is locked by another process; stop that process or use another data folder`,
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new AisleError(
      'corrupt',
      `${file} is damaged or not an Aisle state file; restore it from a backup or move it away`,
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM') {
    return new AisleError('unavailable', `${file} cannot be opened for writing (${code})`, { cause: error });
  }
  return new AisleError('internal', `the state store failed (${code || 'no code'})`, { cause: error });
}

export function toPlain(error: unknown, file: string): PlainError {
  const known = asStateError(error, file);
  return { code: known.code, message: known.message, cause: describe(known.cause) };
}

export function fromPlain({ code, message, cause }: PlainError): AisleError {
  return new AisleError(code, message, { cause });
}

function describe(cause: unknown): string {
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  return [code, message].filter((part) => typeof part === 'string').join(': ');
}

function sqliteCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
