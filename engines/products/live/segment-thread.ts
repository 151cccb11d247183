/** The thread that analyses what changed: a segment is made here by the code that builds a generation's. */
import type { Product } from '../../../catalog/index.js';
import { MemorySpool } from '../embedded/section-spool.js';
import { Sections } from '../embedded/sections.js';
import { segmentInMemory } from '../embedded/write-segment.js';
import { GROUP_ORDER, groupOrder } from '../embedded/segment.js';
import { SegmentContents } from '../embedded/segment-contents.js';
import { DictionarySpool, joinSections, type MakeSpool } from '../embedded/segment-join.js';
import { productSurfaces } from '../product-fields.js';
import { Dictionary } from '../words/dictionary.js';
import { LIVE_SECTIONS } from './changed-table.js';
import { textAt } from './packed.js';
import type { Died, MadeSegment, SegmentResult, SegmentTask, Source } from './segment-task.js';

export default function run({ sources, died }: SegmentTask): SegmentResult {
  return {
    segment: sources.length === 0 ? undefined : makeSegment(sources),
    surfaces: died.map(surfacesOf),
  };
}

interface Row {
  readonly source: number;
  readonly row: number;
  readonly json: string;
  readonly product: Product;
  readonly id: Buffer;
}

function makeSegment(sources: readonly Source[]): MadeSegment {
  const rows = sources.flatMap(({ documents, rows: taken }, source) =>
    Array.from(taken, (row): Row => {
      const json = textAt(documents, row);
      const product = JSON.parse(json) as Product;
      return { source, row, json, product, id: Buffer.from(product.id) };
    }),
  );
  rows.sort((a, b) => Buffer.compare(a.id, b.id));
  const contents = new SegmentContents();
  for (const { product } of rows) contents.add(product);

  const spools: MemorySpool[] = [];
  const spool: MakeSpool = (name, type) => {
    const made = new MemorySpool(name, type);
    spools.push(made);
    return made;
  };
  const from = (of: (source: Source) => Uint32Array | Float64Array) =>
    rows.map(({ source, row }) => of(sources[source] as Source)[row] as number);
  const { buffer, size, lengths, numbers } = contents;
  const groups = Uint32Array.from(from((source) => source.groups));
  const properties = joinSections({ entries: buffer.drain(), size, lengths, numbers, groups, spool });
  const order = groupOrder(groups);
  if (order !== undefined) spool(GROUP_ORDER, 'u32').append(order);
  const ordinals = Uint32Array.from(from((source) => source.ordinals));
  const byOrdinal = Uint32Array.from(ordinals.keys()).sort(
    (a, b) => (ordinals[a] as number) - (ordinals[b] as number),
  );
  spool(LIVE_SECTIONS.ordinals, 'u32').append(ordinals);
  spool(LIVE_SECTIONS.byOrdinal, 'u32').append(byOrdinal);
  spool(LIVE_SECTIONS.positions, 'f64').append(Float64Array.from(from((source) => source.positions)));
  const ids = new DictionarySpool(spool(LIVE_SECTIONS.ids, 'u8'), spool(LIVE_SECTIONS.idStarts, 'u32'));
  const documents = new DictionarySpool(
    spool(LIVE_SECTIONS.documents, 'u8'),
    spool(LIVE_SECTIONS.documentStarts, 'u32'),
  );
  for (const { product, json } of rows) {
    ids.add(product.id);
    documents.add(json);
  }
  ids.end();
  documents.end();
  return {
    memory: segmentInMemory(spools, properties),
    sources: Uint16Array.from(rows, ({ source }) => source),
    rows: Uint32Array.from(rows, ({ row }) => row),
  };
}

function surfacesOf({ memory, documents, rows }: Died): Uint32Array {
  const sections = Sections.over(memory);
  const surfaces = new Dictionary(sections.u8('surface.bytes'), sections.u32('surface.starts'));
  const found: number[] = [];
  for (const row of rows) {
    for (const word of productSurfaces(JSON.parse(textAt(documents, row)) as Product)) {
      const number = surfaces.find(word);
      if (number >= 0) found.push(number);
    }
  }
  return Uint32Array.from(found);
}
