import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AisleError } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import { TEXT_FIELDS } from '../../../mappings/index.js';
import { ColumnNames } from '../column-names.js';
import { fieldText, keywordValues, numericValues, textWords } from '../product-fields.js';
import { NumericColumns } from './column-builder.js';
import { DocumentWriter } from './documents.js';
import {
  DOCUMENTS_FILE,
  FREQUENCY_BITS,
  MAX_FREQUENCY,
  MAX_LENGTH,
  MAX_PRODUCTS,
  SCRATCH_FOLDER,
  SEGMENT_FILE,
} from './format.js';
import { growableU16 } from './growable.js';
import { RunBuffer } from './runs.js';
import { joinRuns, KEYWORD_SPACE, SURFACE_SPACE, TERM_SPACE } from './segment-join.js';

/** Builds documents and segment, synchronously: meant for a thread of its own. Memory is bounded but for 8 bytes a number column and product. */
export class SegmentBuilder {
  private readonly scratch: string;
  private readonly documents: DocumentWriter;
  private readonly hash = createHash('sha256');
  private readonly buffer = new RunBuffer();
  private readonly runs: string[] = [];
  private readonly lengths = TEXT_FIELDS.map(() => growableU16());
  private readonly names = new ColumnNames();
  private readonly numbers = new NumericColumns();
  private size = 0;
  private lastId: Buffer | undefined;

  constructor(private readonly folder: string) {
    this.scratch = join(folder, SCRATCH_FOLDER);
    rmSync(this.scratch, { recursive: true, force: true });
    rmSync(join(folder, DOCUMENTS_FILE), { force: true });
    mkdirSync(this.scratch, { recursive: true });
    this.documents = new DocumentWriter(join(folder, DOCUMENTS_FILE));
  }

  append(products: readonly Product[]): void {
    for (const product of products) this.add(product);
    this.documents.commit();
  }

  private add(product: Product): void {
    // UTF-8 order, that of SQLite and of the search servers.
    const id = Buffer.from(product.id);
    if (this.lastId !== undefined && Buffer.compare(this.lastId, id) >= 0) {
      throw new AisleError(
        'bad_request',
        `id: expected ascending ids, but ${JSON.stringify(product.id)} came after ${JSON.stringify(this.lastId.toString())}`,
      );
    }
    this.lastId = id;
    if (this.size >= MAX_PRODUCTS) {
      throw new AisleError('bad_request', `expected at most ${MAX_PRODUCTS} products in one index`);
    }
    const ordinal = this.size++;
    const json = JSON.stringify(product);
    this.documents.add(ordinal, product.id, json);
    this.hash.update(`${JSON.stringify(product.id)}\t${json}\n`);
    this.addTexts(product, ordinal);
    this.addColumns(product, ordinal);
    if (this.buffer.full) this.flush();
  }

  private addTexts(product: Product, ordinal: number): void {
    const terms = this.buffer.space(TERM_SPACE);
    const surfaces = this.buffer.space(SURFACE_SPACE);
    const words = new Set<string>();
    TEXT_FIELDS.forEach((field, number) => {
      const text = fieldText(product, field);
      const found = textWords(text, field);
      this.lengths[number]?.push(Math.min(found.terms.length, MAX_LENGTH));
      const frequencies = new Map<string, number>();
      for (const term of found.terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
      for (const [term, frequency] of frequencies) {
        this.buffer.add(
          terms,
          term,
          ordinal,
          (number << FREQUENCY_BITS) | Math.min(frequency, MAX_FREQUENCY),
        );
      }
      for (const word of found.surfaces) words.add(word);
    });
    for (const word of words) this.buffer.count(surfaces, word);
  }

  private addColumns(product: Product, ordinal: number): void {
    for (const [field, values] of keywordValues(product)) {
      if (!this.names.admits(field)) continue;
      const space = this.buffer.space(`${KEYWORD_SPACE}${field}\0`);
      for (const value of values) this.buffer.add(space, value, ordinal, 0);
    }
    for (const [field, value] of numericValues(product)) {
      if (this.names.admits(field)) this.numbers.set(field, ordinal, value);
    }
  }

  private flush(): void {
    const path = join(this.scratch, `run-${this.runs.length}`);
    this.runs.push(path);
    this.buffer.flush(path);
  }

  /** Writes the segment. Answers the size and both checksums; making the folder durable is the caller's. */
  finish(): { size: number; checksum: string; segment: string } {
    this.documents.finish();
    if (!this.buffer.empty) this.flush();
    const segment = joinRuns({
      path: join(this.folder, SEGMENT_FILE),
      scratch: this.scratch,
      runs: this.runs,
      size: this.size,
      lengths: this.lengths.map((lengths) => lengths.view()),
      numbers: this.numbers,
    });
    rmSync(this.scratch, { recursive: true, force: true });
    return { size: this.size, checksum: this.hash.digest('hex'), segment };
  }

  close(): void {
    this.documents.close();
  }
}
