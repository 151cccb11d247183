import { TEXT_FIELDS, type FieldWeights } from '../../../mappings/index.js';
import type { SortOrder } from '../product-index.js';
import { Dictionary } from '../words/dictionary.js';
import { IdentifierTable } from '../words/identifier-table.js';
import type { SegmentProperties } from './format.js';
import type { Sections } from './sections.js';

/** A keyword field's values. */
export interface KeywordColumn {
  readonly dictionary: Dictionary;
  /** See KeywordColumnEntry: by ordinal, or between two offsets. */
  readonly values: Uint32Array;
  readonly offsets: Uint32Array | undefined;
}

/** Section of {@link groupOrder}, where a segment keeps it. */
export const GROUP_ORDER = 'group.order';

/** Lengths are kept for this many sets of fields. */
const LENGTHS_KEPT = 4;

/** The arrays of one segment, by name. Views over shared memory; never written. */
export class Segment {
  readonly size: number;
  readonly terms: Dictionary;
  /** Where each term's postings begin. */
  readonly postingStarts: Uint32Array;
  readonly postingOrdinals: Uint32Array;
  readonly postingCodes: Uint8Array;
  readonly surfaces: Dictionary;
  readonly surfaceCounts: Uint32Array;
  readonly surfaceMasks: Uint32Array;
  readonly surfaceLengths: Uint8Array;
  /** Absent in segments that were written before identifiers were kept: they go on without. */
  readonly identifiers: IdentifierTable | undefined;
  /** Terms in each field of each product, by field number. */
  readonly lengths: readonly Uint16Array[];
  /** Sum of the lengths, by field number. */
  readonly lengthSums: readonly number[];
  readonly keyword: ReadonlyMap<string, KeywordColumn>;
  readonly numeric: ReadonlyMap<string, Float64Array>;
  /** Variants share a number. */
  readonly groups: Uint32Array;
  /** Ordinals with the variants of each group side by side; undefined when id order has them so already. */
  readonly groupOrder: Uint32Array | undefined;
  /** Position of each ordinal in groupOrder. */
  readonly groupRank: Uint32Array | undefined;
  private readonly ranks = new Map<SortOrder, Uint32Array>();
  private readonly summed = new Map<string, Float32Array>();

  constructor(private readonly sections: Sections) {
    const properties = sections.properties as SegmentProperties;
    this.size = properties.size;
    this.terms = this.dictionary('term');
    this.postingStarts = sections.u32('term.postings');
    this.postingOrdinals = sections.u32('posting.ordinals');
    this.postingCodes = sections.u8('posting.codes');
    this.surfaces = this.dictionary('surface');
    this.surfaceCounts = sections.u32('surface.counts');
    this.surfaceMasks = sections.u32('surface.masks');
    this.surfaceLengths = sections.u8('surface.lengths');
    this.identifiers = sections.has('identifier.ordinals')
      ? new IdentifierTable(
          this.dictionary('identifier'),
          sections.u32('identifier.holders'),
          sections.u32('identifier.ordinals'),
        )
      : undefined;
    this.lengths = TEXT_FIELDS.map((field) => sections.u16(`length.${field}`));
    this.lengthSums = TEXT_FIELDS.map((field) => properties.lengths[field] ?? 0);
    this.keyword = new Map(
      properties.keyword.map(({ field, layout }) => [
        field,
        {
          dictionary: this.dictionary(`keyword.${field}`),
          values: sections.u32(`keyword.${field}.values`),
          offsets: layout === 'multi' ? sections.u32(`keyword.${field}.offsets`) : undefined,
        },
      ]),
    );
    this.numeric = new Map(properties.numeric.map((field) => [field, sections.f64(`number.${field}`)]));
    this.groups = sections.u32('group');
    // Of what changed since, the thread that made the segment has put it in.
    this.groupOrder = sections.has(GROUP_ORDER) ? sections.u32(GROUP_ORDER) : groupOrder(this.groups);
    this.groupRank = this.groupOrder === undefined ? undefined : inverse(this.groupOrder);
  }

  private dictionary(name: string): Dictionary {
    return new Dictionary(this.sections.u8(`${name}.bytes`), this.sections.u32(`${name}.starts`));
  }

  /** For threads: the segment can be mapped there again. */
  get memory(): SharedArrayBuffer {
    return this.sections.memory;
  }

  /** Ordinals in the order of a sort. */
  order(sort: SortOrder): Uint32Array {
    return this.sections.u32(`order.${sort}`);
  }

  /** Position of each ordinal in the order of a sort. */
  rank(sort: SortOrder): Uint32Array {
    let rank = this.ranks.get(sort);
    if (rank === undefined) {
      rank = inverse(this.order(sort));
      this.ranks.set(sort, rank);
    }
    return rank;
  }

  /** Terms of each product in the fields whose weight is not 0. */
  lengthsFor(weights: FieldWeights): Float32Array {
    const counted = TEXT_FIELDS.map((field) => weights[field] !== 0);
    const key = counted.join();
    let lengths = this.summed.get(key);
    if (lengths === undefined) {
      lengths = new Float32Array(this.size);
      for (const [number, column] of this.lengths.entries()) {
        if (counted[number] !== true) continue;
        for (let o = 0; o < column.length; o++) lengths[o] = (lengths[o] as number) + (column[o] as number);
      }
      if (this.summed.size >= LENGTHS_KEPT) this.summed.clear();
      this.summed.set(key, lengths);
    }
    return lengths;
  }
}

/** Ordinals by group; undefined when they lie so already. Numbers of groups are ordinals, or any beyond them. */
export function groupOrder(groups: Uint32Array): Uint32Array | undefined {
  let apart = false;
  for (let o = 1; o < groups.length && !apart; o++) apart = (groups[o] as number) < (groups[o - 1] as number);
  if (!apart) return undefined;
  if (groups.some((group) => group >= groups.length)) return byKey(groups);
  const starts = new Uint32Array(groups.length + 1);
  for (const group of groups) starts[group + 1] = (starts[group + 1] as number) + 1;
  for (let g = 0; g < groups.length; g++) starts[g + 1] = (starts[g + 1] as number) + (starts[g] as number);
  const order = new Uint32Array(groups.length);
  for (let o = 0; o < groups.length; o++) {
    const group = groups[o] as number;
    const at = starts[group] as number;
    order[at] = o;
    starts[group] = at + 1;
  }
  return order;
}

/** Group (32 bits) and ordinal (at most 22) make one number, the ordinal in its last digits. */
function byKey(groups: Uint32Array): Uint32Array {
  const keys = Float64Array.from(groups, (group, o) => group * groups.length + o).sort();
  return Uint32Array.from(keys, (key) => key % groups.length);
}

function inverse(order: Uint32Array): Uint32Array {
  const rank = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) rank[order[i] as number] = i;
  return rank;
}
