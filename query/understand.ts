import { normaliseQuery } from './normalise.js';
import { queryClass, type KnownNames, type QueryClass } from './query-class.js';

export type { KnownNames };

export interface Understanding {
  /** In one spelling; empty: nothing is asked for, the category page. */
  readonly text: string;
  readonly queryClass: QueryClass;
}

/** What a shopper's text asks for. Pure; linear in the text's length. */
export function understand(text: string, known?: KnownNames): Understanding {
  const normalised = normaliseQuery(text);
  return { text: normalised, queryClass: queryClass(normalised, known) };
}
