import { closeSync, openSync, statSync } from 'node:fs';

/** The open descriptors of this process, by what names a file to the system. */
const open = new Map<string, { readonly fd: number; users: number }>();

/** A file open for reading, by one descriptor for all who have it open so. */
export interface SharedDescriptor {
  readonly fd: number;
  /** To be called once; the last of all users closes the descriptor. */
  release(): void;
}

/**
 * Opens a file that SQLite has open as well. Where locks are POSIX's, a process that closes any descriptor of a file
 * loses every lock it holds on it: so the descriptor has to stay open as long as a connection to the file does, and a
 * connection is closed before its descriptor is released.
 */
export function shareDescriptor(path: string): SharedDescriptor {
  const { dev, ino } = statSync(path, { bigint: true });
  const key = `${dev}:${ino}`;
  const shared = open.get(key) ?? { fd: openSync(path, 'r'), users: 0 };
  open.set(key, shared);
  shared.users++;
  return {
    fd: shared.fd,
    release() {
      if (--shared.users > 0) return;
      open.delete(key);
      closeSync(shared.fd);
    },
  };
}
