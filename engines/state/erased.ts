/** What went with an erasure or a sweep. */
export interface Erased {
  readonly events: number;
  /** Answers of the query log. */
  readonly searches: number;
  readonly consents: number;
}
