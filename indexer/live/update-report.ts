import type { ErrorCode, FieldError } from '../../base/index.js';

/** What became of one item of a batch. */
export type ItemReport =
  | {
      readonly id: string;
      readonly status: 'accepted';
      /** The number of the update in the log. */
      readonly seq: number;
      /** What was cleaned on the way in; absent where nothing was. */
      readonly repaired?: readonly FieldError[];
    }
  | ({ readonly status: 'rejected' } & Rejection);

/** Why an item is no update. */
export interface Rejection {
  /** Absent where the item names none that could be one. */
  readonly id?: string;
  readonly code: ErrorCode;
  /** Every mistake, with its path inside the item. */
  readonly errors: readonly FieldError[];
}

/** What became of a batch of live updates. Accepted is durable. */
export interface UpdateReport {
  /** Searches that hold the log up to this number hold the whole batch. */
  readonly seq: number;
  /** In the order of the batch. */
  readonly items: readonly ItemReport[];
  readonly accepted: number;
  readonly rejected: number;
  /** Absent unless it was waited for. False: searches will see the batch, it only took too long. */
  readonly visible?: boolean;
}
