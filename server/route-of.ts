import type { Request } from 'express';

/** The path of a request as the table writes it, for logs: what stands in its place may be somebody's id. */
export function routeOf(request: Request): string {
  const path = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path : 'other';
}
