import { StoredDocument } from '../embedded/stored-document.js';
import type { Product } from '../../../catalog/index.js';
import type { ChangedRows } from '../embedded/layers.js';
import type { Sections } from '../embedded/sections.js';
import type { Packed } from './packed.js';

/** Sections of a live segment beside those of every segment. Rows are in id order (UTF-8). */
export const LIVE_SECTIONS = {
  ordinals: 'live.ordinals',
  positions: 'live.positions',
  byOrdinal: 'live.byOrdinal',
  ids: 'live.ids',
  idStarts: 'live.ids.starts',
  documents: 'live.documents',
  documentStarts: 'live.documents.starts',
} as const;

/** Ids, ordinals and documents of a live segment's products. Views over shared memory; never written. */
export class ChangedTable implements ChangedRows {
  readonly size: number;
  readonly ordinals: Uint32Array;
  readonly positions: Float64Array;
  readonly groups: Uint32Array;
  readonly documents: Packed;
  private readonly byOrdinal: Uint32Array;
  private readonly ids: Buffer;
  private readonly idStarts: Uint32Array;
  private readonly texts: Buffer;

  constructor(sections: Sections) {
    this.ordinals = sections.u32(LIVE_SECTIONS.ordinals);
    this.size = this.ordinals.length;
    this.positions = sections.f64(LIVE_SECTIONS.positions);
    this.groups = sections.u32('group');
    this.byOrdinal = sections.u32(LIVE_SECTIONS.byOrdinal);
    this.ids = bufferOver(sections.u8(LIVE_SECTIONS.ids));
    this.idStarts = sections.u32(LIVE_SECTIONS.idStarts);
    this.documents = {
      bytes: sections.u8(LIVE_SECTIONS.documents),
      starts: sections.u32(LIVE_SECTIONS.documentStarts),
    };
    this.texts = bufferOver(this.documents.bytes);
  }

  find(ordinal: number): number {
    const { byOrdinal, ordinals } = this;
    let low = 0;
    let high = byOrdinal.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ordinals[byOrdinal[middle] as number] as number) < ordinal) low = middle + 1;
      else high = middle;
    }
    const row = byOrdinal[low];
    return row !== undefined && ordinals[row] === ordinal ? row : -1;
  }

  /** The row of an id (UTF-8), −1 where there is none. */
  findId(id: Buffer): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compareTo(middle, id, 0, id.length) < 0) low = middle + 1;
      else high = middle;
    }
    return low < this.size && this.compareTo(low, id, 0, id.length) === 0 ? low : -1;
  }

  compareIds(own: number, other: ChangedTable, theirs: number): number {
    const from = other.idStarts[theirs] as number;
    return this.compareTo(own, other.ids, from, other.idStarts[theirs + 1] as number);
  }

  id(row: number): string {
    return this.ids.toString('utf8', this.idStarts[row], this.idStarts[row + 1]);
  }

  document(row: number): Product {
    const { starts } = this.documents;
    return JSON.parse(this.texts.toString('utf8', starts[row], starts[row + 1])) as Product;
  }

  stored(row: number): StoredDocument {
    const { starts } = this.documents;
    return new StoredDocument(this.id(row), this.texts.subarray(starts[row], starts[row + 1]));
  }

  private compareTo(row: number, id: Buffer, from: number, to: number): number {
    return this.ids.compare(id, from, to, this.idStarts[row], this.idStarts[row + 1]);
  }
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
