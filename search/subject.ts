import type { SearchRequest } from './request.js';

/** Who asks, as the canary draws them: the shopper, or their session; a query of nobody's is drawn by itself. */
export function subjectOf(
  { userId, sessionId }: Pick<SearchRequest, 'userId' | 'sessionId'>,
  queryId: string,
): string {
  if (userId !== undefined) return `user:${userId}`;
  return sessionId === undefined ? `query:${queryId}` : `session:${sessionId}`;
}
