import { TEXT_FIELDS } from '../../../mappings/index.js';
import { KeywordColumn, type NumericColumns } from './column-builder.js';
import { type KeywordColumnEntry, type SegmentProperties } from './format.js';
import { SORT_COLUMNS, SORT_ORDERS } from '../sort-columns.js';
import { letterMask } from '../words/vocabulary.js';
import type { KeyEntries } from './runs.js';
import type { SectionSpool } from './section-spool.js';
import type { SectionArray, SectionType } from './segment-format.js';

/** Spaces of the runs' keys, in the order in which they come out of the merge. */
export const TERM_SPACE = '1';
export const SURFACE_SPACE = '2';
export const KEYWORD_SPACE = '3';
export const IDENTIFIER_SPACE = '4';

export interface JoinRequest {
  /** Every key once, in order. */
  readonly entries: Iterable<KeyEntries>;
  readonly size: number;
  /** By text field. */
  readonly lengths: readonly Uint16Array[];
  readonly numbers: NumericColumns;
  /** By product; absent: a group's number is its first variant's ordinal. */
  readonly groups?: Uint32Array;
  readonly spool: MakeSpool;
}

/** Makes the spool of a section. */
export type MakeSpool = (name: string, type: SectionType) => SectionSpool;

/** Fills the sections of a segment; answers what its header says of them. */
export function joinSections(request: JoinRequest): SegmentProperties {
  const { size, lengths, numbers, spool } = request;
  const write = (name: string, type: SectionType, values: SectionArray) => spool(name, type).append(values);
  TEXT_FIELDS.forEach((field, i) => write(`length.${field}`, 'u16', lengths[i] ?? new Uint16Array()));
  const keyword = joinKeys(request, spool);
  for (const field of numbers.fields) write(`number.${field}`, 'f64', numbers.column(field, size));
  for (const order of SORT_ORDERS) {
    const { field, sign } = SORT_COLUMNS[order];
    write(`order.${order}`, 'u32', sorted(numbers.column(field, size), sign));
  }
  return {
    size,
    lengths: Object.fromEntries(
      TEXT_FIELDS.map((field, i) => [
        field,
        (lengths[i] ?? new Uint16Array()).reduce((sum, n) => sum + n, 0),
      ]),
    ),
    keyword,
    numeric: numbers.fields,
  };
}

function joinKeys({ size, entries, groups: given }: JoinRequest, spool: MakeSpool) {
  const dictionary = (name: string) =>
    new DictionarySpool(spool(`${name}.bytes`, 'u8'), spool(`${name}.starts`, 'u32'));
  const terms = dictionary('term');
  const postingOffsets = spool('term.postings', 'u32');
  const ordinals = spool('posting.ordinals', 'u32');
  const codes = spool('posting.codes', 'u8');
  const surfaces = dictionary('surface');
  const surfaceCounts = spool('surface.counts', 'u32');
  const surfaceMasks = spool('surface.masks', 'u32');
  const surfaceLengths = spool('surface.lengths', 'u8');

  const identifiers = dictionary('identifier');
  const holders = spool('identifier.holders', 'u32');
  const holderOrdinals = spool('identifier.ordinals', 'u32');

  const keyword: KeywordColumnEntry[] = [];
  const groups = Uint32Array.from({ length: size }, (_, ordinal) => ordinal);
  let open: { field: string; values: DictionarySpool; column: KeywordColumn } | undefined;
  const endColumn = () => {
    if (open === undefined) return;
    const { field, values, column } = open;
    const { values: numbers, offsets } = column.layout(size);
    spool(`keyword.${field}.values`, 'u32').append(numbers);
    if (offsets !== undefined) spool(`keyword.${field}.offsets`, 'u32').append(offsets);
    keyword.push({ field, layout: offsets === undefined ? 'single' : 'multi' });
    values.end();
    open = undefined;
  };

  for (const { key, parts } of entries) {
    const name = key.slice(1);
    if (key.startsWith(TERM_SPACE)) {
      terms.add(name);
      postingOffsets.appendU32(ordinals.length);
      for (const part of parts) {
        ordinals.append(part.values);
        codes.append(part.codes);
      }
    } else if (key.startsWith(SURFACE_SPACE)) {
      surfaces.add(name);
      surfaceCounts.appendU32(parts.reduce((sum, { values }) => sum + (values[0] ?? 0), 0));
      surfaceMasks.appendU32(letterMask(name));
      surfaceLengths.append(Uint8Array.of(name.length));
    } else if (key.startsWith(IDENTIFIER_SPACE)) {
      identifiers.add(name);
      holders.appendU32(holderOrdinals.length);
      for (const part of parts) holderOrdinals.append(part.values);
    } else {
      const end = name.indexOf('\0');
      const field = name.slice(0, end);
      if (open?.field !== field) {
        endColumn();
        open = { field, values: dictionary(`keyword.${field}`), column: new KeywordColumn() };
      }
      open.values.add(name.slice(end + 1));
      const lists = parts.map(({ values }) => values);
      open.column.add(lists);
      // A group's number is its first variant's ordinal.
      const first = lists[0]?.[0];
      if (field === 'groupId' && first !== undefined)
        for (const list of lists) for (const o of list) groups[o] = first;
    }
  }
  endColumn();
  postingOffsets.appendU32(ordinals.length);
  terms.end();
  surfaces.end();
  holders.appendU32(holderOrdinals.length);
  identifiers.end();
  spool('group', 'u32').append(given ?? groups);
  return keyword;
}

/** A list of texts: UTF-8 bytes and where each begins. */
export class DictionarySpool {
  constructor(
    private readonly bytes: SectionSpool,
    private readonly starts: SectionSpool,
  ) {}

  add(text: string): void {
    this.starts.appendU32(this.bytes.length);
    this.bytes.append(Buffer.from(text));
  }

  end(): void {
    this.starts.appendU32(this.bytes.length);
  }
}

/** Ordinals by value; those without one last, ties by ordinal. */
function sorted(values: Float64Array, sign: 1 | -1): Uint32Array {
  const order = Uint32Array.from({ length: values.length }, (_, ordinal) => ordinal);
  const at = (ordinal: number) => {
    const value = values[ordinal] as number;
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign * value;
  };
  return order.sort((a, b) => {
    const [x, y] = [at(a), at(b)];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
}
