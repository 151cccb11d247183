import type { GenerationSummary, MirrorBuild } from '../indexer/index.js';

/** Live; built and never published; or published and no longer live, by a rollback or another publish. */
export type Standing = 'live' | 'unpublished' | 'replaced';

/** How the generation stands that an earlier look built of the very same; undefined where one is to be built. */
export function standingOf(
  built: MirrorBuild | undefined,
  how: string,
  generations: readonly Pick<GenerationSummary, 'id' | 'live' | 'state'>[],
): Standing | undefined {
  if (built?.how !== how) return undefined;
  const found = generations.find(({ id }) => id === built.generation);
  if (found === undefined) return undefined;
  if (found.live) return 'live';
  if (!built.published && found.state !== 'previous') return 'unpublished';
  // Where nothing is live, nobody chose another.
  return generations.some(({ live }) => live) ? 'replaced' : undefined;
}
