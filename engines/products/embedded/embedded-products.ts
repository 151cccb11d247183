import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AisleError, isAisleError } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import type {
  MembersAnswer,
  MembersRequest,
  ProductColumns,
  ProductIndex,
  StoredProduct,
  WordsPlan,
  WordsPolicy,
} from '../product-index.js';
import type { Vocabularies } from '../words/vocabulary.js';
import { DocumentReader } from './documents.js';
import { DOCUMENTS_FILE, FORMAT_VERSION, META_FILE, SEGMENT_FILE, type Meta } from './format.js';
import { LayeredSearch } from './layered-search.js';
import { Layers, wholeLayer } from './layers.js';
import { Scratch } from './scratch.js';
import { Sections } from './sections.js';
import { Segment } from './segment.js';

/**
 * Opens a finished product index. Throws `not_found` when the folder holds none, `corrupt` when a file is missing or is
 * not, byte for byte, what was written, and `unavailable` when another process holds the documents. The documents of an
 * index that keeps no checksum of them are only counted.
 */
export async function openEmbeddedProducts(folder: string): Promise<ProductIndex> {
  const meta = await readMeta(join(folder, META_FILE));
  const path = join(folder, DOCUMENTS_FILE);
  // First what fails soonest. It is hashed once it is open: from then on nobody else can write to it.
  const documents = openDocuments(path, meta.size);
  try {
    if (meta.documents !== undefined && !(await documents.matches(meta.documents))) {
      throw new AisleError('corrupt', `${path} is damaged: it is not the file that meta.json names`);
    }
    const segment = new Segment(await readSegment(join(folder, SEGMENT_FILE), meta.segment));
    return new EmbeddedProducts(segment, documents);
  } catch (error) {
    documents.close();
    throw error;
  }
}

/** A finished product index, opened by `openEmbeddedProducts`. */
export class EmbeddedProducts implements ProductIndex {
  readonly size: number;
  /** All of them: they cost nothing here. */
  readonly window = Infinity;
  /** For snapshots of what changes over this index: they search it as one with their own segments. */
  readonly scratch = new Scratch();
  private readonly search: LayeredSearch;
  private closed = false;

  constructor(
    readonly segment: Segment,
    readonly store: DocumentReader,
  ) {
    this.size = segment.size;
    this.search = new LayeredSearch(new Layers(wholeLayer(segment)), this.scratch);
  }

  get vocabularies(): Vocabularies {
    return this.search.layers.vocabularies;
  }

  async words(text: string, policy: WordsPolicy): Promise<WordsPlan> {
    return this.whileOpen(() => this.search.words(text, policy));
  }

  async members(request: MembersRequest): Promise<MembersAnswer> {
    return this.whileOpen(() => this.search.members(request));
  }

  async documents(ordinals: Uint32Array): Promise<Product[]> {
    return this.whileOpen(() =>
      Array.from(ordinals, (ordinal) => this.known(ordinal, this.store.get(ordinal))),
    );
  }

  async stored(ordinals: Uint32Array): Promise<StoredProduct[]> {
    return this.whileOpen(() =>
      Array.from(ordinals, (ordinal) => this.known(ordinal, this.store.stored(ordinal))),
    );
  }

  async columns(ordinals: Uint32Array): Promise<ProductColumns> {
    return this.whileOpen(() => this.search.columns(Int32Array.from(ordinals)));
  }

  async ordinals(ids: readonly string[]): Promise<(number | undefined)[]> {
    return this.whileOpen(() => ids.map((id) => this.store.ordinal(id)));
  }

  async fields() {
    return this.whileOpen(() => this.search.fields());
  }

  async currencies(): Promise<readonly string[]> {
    return this.whileOpen(() => this.search.currencies());
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.store.close();
  }

  private known<T>(ordinal: number, found: T | undefined): T {
    if (found !== undefined) return found;
    throw new AisleError('bad_request', `ordinal ${ordinal}: expected one below ${this.size}`);
  }

  private async whileOpen<T>(work: () => T): Promise<T> {
    if (this.closed) throw new AisleError('unavailable', 'the product index is closed');
    return work();
  }
}

async function readMeta(path: string): Promise<Meta> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new AisleError('not_found', `there is no product index here: ${path} cannot be read`, { cause });
  }
  let meta: Partial<Meta> | null;
  try {
    meta = JSON.parse(text) as Partial<Meta> | null;
  } catch (cause) {
    throw new AisleError('corrupt', `${path} is damaged: it is not JSON`, { cause });
  }
  if (meta?.format !== FORMAT_VERSION) {
    throw new AisleError('corrupt', `${path}: expected format ${FORMAT_VERSION}; build the index anew`);
  }
  if (!Number.isInteger(meta.size) || typeof meta.segment !== 'string') {
    throw new AisleError('corrupt', `${path} is damaged: it names no size or segment`);
  }
  if (meta.documents !== undefined && typeof meta.documents !== 'string') {
    throw new AisleError('corrupt', `${path} is damaged: documents is no checksum`);
  }
  return meta as Meta;
}

async function readSegment(path: string, checksum: string): Promise<Sections> {
  try {
    return await Sections.read(path, checksum);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new AisleError('corrupt', `the product index is not whole: ${path} is missing`, { cause });
    }
    throw cause;
  }
}

function openDocuments(path: string, size: number): DocumentReader {
  let documents: DocumentReader;
  try {
    documents = new DocumentReader(path);
  } catch (cause) {
    if (isAisleError(cause)) throw cause;
    throw new AisleError('corrupt', `the product index is not whole: ${path} cannot be read`, { cause });
  }
  if (documents.count === size) return documents;
  documents.close();
  throw new AisleError('corrupt', `the product index is not whole: ${path} does not hold ${size} documents`);
}
