import type { ErrorCode } from '../base/index.js';
import type { SearchAnswer } from './answer.js';

/** How one search went, by the generation that was to answer it. */
export type SearchOutcome = {
  readonly generation: string;
  readonly ms: number;
} & (
  | {
      readonly answer: SearchAnswer;
      /** Where its order came from: made for it, shared with others, or named by its cursor. */
      readonly order: OrderSource;
    }
  | { readonly failed: ErrorCode }
);

export const ORDER_SOURCES = ['made', 'shared', 'cursor'] as const;
export type OrderSource = (typeof ORDER_SOURCES)[number];
