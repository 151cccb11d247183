import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

/** Bytes below which a body is not counted: searches are never refused for what others upload. */
const SMALL = 65_536;

export interface BodyBudget {
  /** Bytes of all bodies that are held at once. */
  readonly total: number;
  /** Bytes of one body at most. */
  readonly each: number;
}

/**
 * Bounds the bytes of bodies that are being read or worked on. One that finds no room calls `refuse` before a byte of it is
 * read; one alone always has room. What does not say its size counts as the largest that is read.
 */
export function bodyBudget({ total, each }: BodyBudget): (refuse: RequestHandler) => RequestHandler {
  let held = 0;
  return (refuse) => (request, response, next) => {
    const bytes = sizeOf(request, each);
    if (bytes <= SMALL) {
      next();
      return;
    }
    // Who left while their key was looked at is not told of again: their bytes would never come free.
    if (response.destroyed) return;
    if (held > 0 && held + bytes > total) {
      refuse(request, response, next);
      return;
    }
    held += bytes;
    response.once('close', () => (held -= bytes));
    next();
  };
}

function sizeOf({ headers }: IncomingMessage, most: number): number {
  const encoded = headers['transfer-encoding'] ?? headers['content-encoding'];
  return encoded === undefined ? Math.min(Number(headers['content-length'] ?? 0), most) : most;
}
