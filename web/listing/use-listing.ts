import { useRef } from 'preact/hooks';
import { search } from '../api/endpoints.js';
import type { Answer, Facets } from '../api/types.js';
import { useRemote, type Remote } from '../state/remote.js';
import { identity, named, sessionId, useWho } from '../state/shopper.js';
import { attributesOf, searchOf } from './request.js';
import type { View } from './view.js';

interface Listing {
  found: Remote<Answer>;
  /** The answer's facets, and those of the attributes that its products have. */
  facets: Facets;
}

/** A view's products for who is looking, then the counts of what attributes they turn out to have. */
export function useListing(view: View): Listing {
  useWho();
  const userId = identity();
  const asked = searchOf(view);
  const body = userId === undefined ? asked : { ...asked, ...named(userId), sessionId: sessionId() };
  const found = useRemote(JSON.stringify(body), (signal) => search(body, signal));

  const hits = found.busy ? undefined : found.value?.hits;
  const attributes = hits === undefined ? [] : attributesOf(view, hits);
  const counting = { ...asked, facets: attributes, page: 1, pageSize: 1, explain: false };
  const counted = useRemote(attributes.length === 0 ? undefined : JSON.stringify(counting), (signal) =>
    search(counting, signal),
  );
  // The counts before stay until there are others: a list that vanishes under the pointer cannot be chosen from.
  const shown = useRef<Facets | undefined>(undefined);
  if (!found.busy && !counted.busy) shown.current = counted.value?.facets;
  return { found, facets: { ...found.value?.facets, ...shown.current } };
}
