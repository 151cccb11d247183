import type { Packed } from './packed.js';

/** Products of which a segment is to be made: given anew, or rows of live segments that are joined. */
export interface Source {
  /** JSON. */
  readonly documents: Packed;
  /** The rows to take. */
  readonly rows: Uint32Array;
  /** By row, taken or not. */
  readonly ordinals: Uint32Array;
  readonly positions: Float64Array;
  readonly groups: Uint32Array;
}

/** Products that died in a segment that goes on: what it counts them for is to be found. */
export interface Died {
  /** The segment's memory. */
  readonly memory: SharedArrayBuffer;
  /** JSON. */
  readonly documents: Packed;
  readonly rows: Uint32Array;
}

export interface SegmentTask {
  /** No source: no segment is made. */
  readonly sources: readonly Source[];
  readonly died: readonly Died[];
}

export interface MadeSegment {
  readonly memory: SharedArrayBuffer;
  /** By product of the segment: the number of its source, and the row there. */
  readonly sources: Uint16Array;
  readonly rows: Uint32Array;
}

export interface SegmentResult {
  readonly segment: MadeSegment | undefined;
  /** As `died`: surface words by their number in the segment, once for each product that held them. */
  readonly surfaces: readonly Uint32Array[];
}
