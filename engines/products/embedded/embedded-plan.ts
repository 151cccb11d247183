/** The scored matches of a query: what `members` needs again. */
export interface EmbeddedPlan {
  /** Places of the members by words, ascending. */
  readonly members: Uint32Array;
  /** Every product that matches a word, ascending, with its BM25. */
  readonly places: Uint32Array;
  readonly scores: Float32Array;
}
