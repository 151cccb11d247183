/**
 * The segment file: named typed arrays in one checksummed file.
 * `AISLESG1`, header length (uint32, little endian), 4 zero bytes, header (JSON, padded with spaces to 8 bytes),
 * the sections in the header's order, each padded to 8 bytes, SHA-256 of everything before it.
 */
export const MAGIC = 'AISLESG1';
export const PREAMBLE = 16;
export const DIGEST = 32;

export const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array } as const;
export type SectionType = keyof typeof TYPES;
export type SectionArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

export interface SectionEntry {
  readonly name: string;
  readonly type: SectionType;
  /** In elements. */
  readonly length: number;
}

export interface SegmentHeader {
  /** Of the whole file. */
  readonly bytes: number;
  readonly sections: readonly SectionEntry[];
  readonly properties: unknown;
}

/** Sections begin at multiples of 8, so that each can be an array of its type. */
export const aligned = (bytes: number) => Math.ceil(bytes / 8) * 8;
