import type { ErrorCode } from '../base/index.js';
import type { SearchAnswer } from './answer.js';

/** How one search went, by the generation that was to answer it. */
export type SearchOutcome = {
  readonly generation: string;
  readonly ms: number;
} & ({ readonly answer: SearchAnswer } | { readonly failed: ErrorCode });
