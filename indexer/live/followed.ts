import type { OpenGeneration } from '../open-generation.js';
import type { FollowedGeneration } from './followed-generation.js';
import { LiveGeneration } from './live-generation.js';
import type { LiveParts } from './live-parts.js';
import { SharedGeneration } from './shared-generation.js';

/** Follows the log where the engines take live updates; else a generation stays what it was built as. */
export function followed(opened: OpenGeneration, parts: LiveParts | undefined): FollowedGeneration {
  const { live, shared } = opened;
  if (live !== undefined && parts !== undefined) return new LiveGeneration(opened, live, parts);
  if (shared !== undefined && parts !== undefined) return new SharedGeneration(opened, shared, parts);
  return {
    id: opened.id,
    snapshot: () => opened,
    reach: async () => undefined,
    level: async () => undefined,
    failing: undefined,
    shared: false,
    close: () => opened.close(),
  };
}
