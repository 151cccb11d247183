import { useEffect, useState } from 'preact/hooks';
import { suggest } from '../api/endpoints.js';
import type { Suggestions } from '../api/types.js';

/** Milliseconds without a key before we ask. */
const PAUSE = 60;

let missing = false;

/** Suggestions for what is typed; those of the text before stay until the next are here. */
export function useSuggestions(text: string, wanted: boolean): Suggestions | undefined {
  const [suggestions, setSuggestions] = useState<Suggestions>();
  const query = text.trim();
  useEffect(() => {
    if (query === '') setSuggestions(undefined);
    if (!wanted || missing || query === '') return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      suggest(query, controller.signal).then(
        (found) => {
          missing = found === undefined;
          if (!controller.signal.aborted) setSuggestions(found);
        },
        // Without suggestions one can still search.
        () => undefined,
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query, wanted]);
  return suggestions;
}
