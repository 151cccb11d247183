import { OrdinalSet } from './ordinal-set.js';

/**
 * Accumulators by place, and one list of places with what belongs to each (`places`, `partOf`), that all queries share, whatever snapshot they are on: a call is synchronous and leaves them
 * empty. They grow to the largest snapshot.
 */
export class Scratch {
  size = 0;
  scores = new Float64Array();
  shares = new Float64Array();
  counts = new Uint8Array();
  parts = new Float32Array();
  places = new Uint32Array();
  partOf = new Float32Array();
  matched = new OrdinalSet(0);
  ofWord = new OrdinalSet(0);
  ranks = new OrdinalSet(0);

  /** Makes room for so many places. A quarter more, so that a snapshot a little larger finds room. */
  reserve(size: number): this {
    if (size <= this.size) return this;
    this.size = this.size === 0 ? size : Math.ceil(size * 1.25);
    this.scores = new Float64Array(this.size);
    this.shares = new Float64Array(this.size);
    this.counts = new Uint8Array(this.size);
    this.parts = new Float32Array(this.size);
    this.places = new Uint32Array(this.size);
    this.partOf = new Float32Array(this.size);
    this.matched = new OrdinalSet(this.size);
    this.ofWord = new OrdinalSet(this.size);
    this.ranks = new OrdinalSet(this.size);
    return this;
  }
}
