import { AisleError } from './errors.js';

/** Whether SQLite refused because another connection, of this process or a foreign one, holds the file. */
export function isLocked(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code);
}

/** Names a locked file as such, as `unavailable`: it passes when the other lets go. Every other error passes unchanged. */
export function asLockedError(error: unknown, path: string): unknown {
  if (!isLocked(error)) return error;
  return new AisleError(
    'unavailable',
    `${path} is locked by another process; stop that process or try again when it has let go`,
    { cause: error },
  );
}
