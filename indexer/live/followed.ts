import type { OpenGeneration } from '../open-generation.js';
import type { FollowedGeneration } from './followed-generation.js';
import { LiveGeneration, type LiveParts } from './live-generation.js';

/** Follows the log where the engines take live updates; else a generation stays what it was built as. */
export function followed(opened: OpenGeneration, parts: LiveParts | undefined): FollowedGeneration {
  const { live } = opened;
  if (live !== undefined && parts !== undefined) return new LiveGeneration(opened, live, parts);
  return { id: opened.id, snapshot: () => opened, reach: async () => undefined, close: () => opened.close() };
}
