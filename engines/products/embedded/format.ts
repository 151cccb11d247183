/** Files of a product index in its folder. `meta.json` is written last: without it there is no index. */
export const META_FILE = 'meta.json';
export const SEGMENT_FILE = 'segment.bin';
export const DOCUMENTS_FILE = 'documents.db';
/** Folder of the sorted runs and spools while building. */
export const SCRATCH_FOLDER = 'building';

export const FORMAT_VERSION = 1;
/** Sort keys hold a position in 22 bits. */
export const MAX_PRODUCTS = 2 ** 22;

export interface Meta {
  readonly format: number;
  readonly size: number;
  /** SHA-256 over ids and contents in id order. */
  readonly checksum: string;
  /** SHA-256 of the segment file's content. */
  readonly segment: string;
  /** SHA-256 of the documents file's content. Absent: written before it was kept, and opened unchecked. */
  readonly documents?: string;
}

/** What the segment's header says besides its sections. */
export interface SegmentProperties {
  readonly size: number;
  /** Sum of the lengths by text field, in terms. */
  readonly lengths: Readonly<Record<string, number>>;
  readonly keyword: readonly KeywordColumnEntry[];
  readonly numeric: readonly string[];
}

export interface KeywordColumnEntry {
  readonly field: string;
  /** `single`: value number + 1 by ordinal, 0 where there is none. `multi`: offsets by ordinal into value numbers. */
  readonly layout: 'single' | 'multi';
}

/**
 * A posting is an ordinal and a byte: the text field's number in the three high bits, the term's frequency in that
 * field in the five low ones. So field weights are applied when scoring.
 */
export const FREQUENCY_BITS = 5;
export const MAX_FREQUENCY = (1 << FREQUENCY_BITS) - 1;
export const MAX_LENGTH = 0xffff;
