import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AisleError } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import { DocumentWriter } from './documents.js';
import { DOCUMENTS_FILE, MAX_PRODUCTS, SCRATCH_FOLDER, SEGMENT_FILE } from './format.js';
import { mergeRuns } from './runs.js';
import { FileSpool, type SectionSpool } from './section-spool.js';
import { writeSegment } from './write-segment.js';
import { SegmentContents } from './segment-contents.js';
import { joinSections, type MakeSpool } from './segment-join.js';

/** Builds documents and segment, synchronously: meant for a thread of its own. Memory is bounded but for 8 bytes a number column and product. */
export class SegmentBuilder {
  private readonly scratch: string;
  private readonly documents: DocumentWriter;
  private readonly hash = createHash('sha256');
  private readonly contents = new SegmentContents();
  private readonly runs: string[] = [];
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
    if (this.contents.size >= MAX_PRODUCTS) {
      throw new AisleError('bad_request', `expected at most ${MAX_PRODUCTS} products in one index`);
    }
    const ordinal = this.contents.size;
    const json = JSON.stringify(product);
    this.documents.add(ordinal, product.id, json);
    this.hash.update(`${JSON.stringify(product.id)}\t${json}\n`);
    this.contents.add(product);
    if (this.contents.buffer.full) this.flush();
  }

  private flush(): void {
    const path = join(this.scratch, `run-${this.runs.length}`);
    this.runs.push(path);
    this.contents.buffer.flush(path);
  }

  /** Writes the segment. Answers the size and both checksums; making the folder durable is the caller's. */
  finish(): { size: number; checksum: string; segment: string } {
    this.documents.finish();
    const { size, lengths, numbers, buffer } = this.contents;
    if (!buffer.empty) this.flush();
    const spools: SectionSpool[] = [];
    const spool: MakeSpool = (name, type) => {
      const made = new FileSpool(name, type, join(this.scratch, `section-${spools.length}`));
      spools.push(made);
      return made;
    };
    const properties = joinSections({ entries: mergeRuns(this.runs), size, lengths, numbers, spool });
    const segment = writeSegment(join(this.folder, SEGMENT_FILE), spools, properties);
    rmSync(this.scratch, { recursive: true, force: true });
    return { size, checksum: this.hash.digest('hex'), segment };
  }

  close(): void {
    this.documents.close();
  }
}
