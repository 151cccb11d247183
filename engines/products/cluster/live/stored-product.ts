import type { Product } from '../../../../catalog/index.js';
import type { SearchAnswer } from '../search-answer.js';

/** A product as the index holds it. */
export interface StoredProduct {
  readonly ordinal: number;
  readonly product: Product;
  /** Number of the op that changed it last; 0: as built. */
  readonly seq: number;
  /** Variants share one. */
  readonly group: number;
  /** Number of the op that changed the embedded text last; absent: as built. */
  readonly textSeq?: number;
  /** Of the text as of `textSeq`; absent: that of the base, or it is still to come. */
  readonly vector?: Float32Array;
}

/** What becomes of an ordinal. It is there unless a later op's is; `seq` as in {@link StoredProduct}. */
export type StoredChange =
  | ({ readonly kind: 'put' } & StoredProduct)
  | { readonly kind: 'delete'; readonly ordinal: number; readonly seq: number };

/** A product whose embedded text is not that of the base, without what else it says. */
export interface ChangedText {
  readonly id: string;
  readonly ordinal: number;
  readonly textSeq: number;
  readonly vector?: Float32Array;
}

type Columns = Readonly<Record<string, readonly unknown[]>>;

/** `filter_path` of {@link storedBody}. */
export const STORED_PARTS = 'hits.hits.fields,hits.hits._source.document';
/** The columns of a {@link ChangedText}. */
export const TEXT_COLUMNS = ['ordinal', 'id', 'textSeq', 'vector'];

/** Asks for the products with some ids, each with what live updates keep beside it. */
export function storedBody(ids: readonly string[]): object {
  return {
    // Twice: while an id changes its ordinal, both may be there.
    size: 2 * ids.length,
    track_total_hits: false,
    _source: ['document'],
    docvalue_fields: ['ordinal', 'group', 'seq', 'textSeq', 'vector'],
    query: { bool: { filter: [{ terms: { id: ids } }] } },
  };
}

export function readStored({ hits }: SearchAnswer): StoredProduct[] {
  return (hits?.hits ?? []).map(({ fields = {}, _source }) => ({
    ...textOf(fields),
    product: _source?.document as Product,
    seq: numberIn(fields, 'seq') ?? 0,
    group: numberIn(fields, 'group') as number,
  }));
}

export function readChangedText(columns: Columns): ChangedText {
  const { ordinal, textSeq = 0, vector } = textOf(columns);
  return {
    id: String(columns['id']?.[0]),
    ordinal,
    textSeq,
    ...(vector === undefined ? {} : { vector }),
  };
}

function textOf(fields: Columns): Pick<StoredProduct, 'ordinal' | 'textSeq' | 'vector'> {
  const textSeq = numberIn(fields, 'textSeq');
  const vector = fields['vector']?.[0] as string | undefined;
  return {
    ordinal: numberIn(fields, 'ordinal') as number,
    ...(textSeq === undefined ? {} : { textSeq }),
    ...(vector === undefined ? {} : { vector: unpackVector(vector) }),
  };
}

function numberIn(fields: Columns, name: string): number | undefined {
  return fields[name]?.[0] as number | undefined;
}

/**
 * Versions of documents that live updates write lie above it: those of a build count how often each was sent, a few times
 * at most, and every op is newer.
 */
const ABOVE_BUILT = 1_048_576;

export function versionOf(seq: number): number {
  return ABOVE_BUILT + seq;
}

/** What is written of a product besides the product. */
export function columnsOf({ seq, textSeq, vector }: StoredProduct): Record<string, number | string> {
  return {
    ...(seq === 0 ? {} : { seq }),
    ...(textSeq === undefined ? {} : { textSeq }),
    ...(vector === undefined ? {} : { vector: packVector(vector) }),
  };
}

/** Base64 of little-endian float32. */
function packVector(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

function unpackVector(packed: string): Float32Array {
  const bytes = Buffer.from(packed, 'base64');
  // A buffer may begin anywhere, floats only at every fourth byte.
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
}
