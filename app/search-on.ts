import { AisleError } from '../base/index.js';
import { modelOf, type Lease } from '../indexer/index.js';
import { createSearch } from '../search/index.js';
import type { GenerationSearch } from './aisle.js';
import type { Parts } from './parts.js';
import { noGeneration } from './readiness.js';
import { searchParts } from './search-side.js';

/** See `Aisle.searchOn`. */
export async function searchOn(parts: Parts, id?: string): Promise<GenerationSearch> {
  const { generations } = parts;
  const wanted = id ?? (await idOfLive(parts));
  const generation = await generations.open(wanted);
  // Whoever closes it has waited for its answers.
  const lease = (): Lease => ({ generation: generation.snapshot(), release: () => undefined });
  // Measured, not asked by anybody: not logged.
  const served = searchParts(parts);
  const pinned = createSearch({
    ...served,
    // What is measured is made each time.
    settings: { ...served.settings, shared: 0 },
    record: () => undefined,
    observe: () => undefined,
    suggested: () => undefined,
    generation: async () => lease(),
  });
  return {
    generation: wanted,
    model: modelOf(generation.snapshot().meta),
    search: (request) => pinned.search(request),
    close: () => generation.close(),
  };
}

/** As the registry says it: nothing need be opened to learn a name. */
async function idOfLive({ registry, config }: Parts): Promise<string> {
  const id = (await registry.manifest())?.generation;
  if (id === undefined) throw new AisleError('unavailable', noGeneration(config));
  return id;
}
