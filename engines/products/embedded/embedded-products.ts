import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AisleError, isAisleError } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import { KEYWORD_FIELDS, NUMERIC_FIELDS } from '../../../mappings/index.js';
import type {
  MembersAnswer,
  MembersRequest,
  ProductColumns,
  ProductIndex,
  WordsPlan,
  WordsPolicy,
} from '../product-index.js';
import type { Vocabulary } from '../words/vocabulary.js';
import { DocumentReader } from './documents.js';
import { DOCUMENTS_FILE, FORMAT_VERSION, META_FILE, SEGMENT_FILE, type Meta } from './format.js';
import { MemberFinder } from './members.js';
import { Sections } from './sections.js';
import { Segment } from './segment.js';
import { WordScorer } from './word-scorer.js';
import { planWords } from './words-plan.js';

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
    if (meta.documents !== undefined && (await documents.checksum()) !== meta.documents) {
      throw new AisleError('corrupt', `${path} is damaged: it is not the file that meta.json names`);
    }
    const segment = new Segment(await readSegment(join(folder, SEGMENT_FILE), meta.segment));
    return new EmbeddedProducts(segment, documents);
  } catch (error) {
    documents.close();
    throw error;
  }
}

class EmbeddedProducts implements ProductIndex {
  readonly size: number;
  /** All of them: they cost nothing here. */
  readonly window = Infinity;
  private readonly scorer: WordScorer;
  private readonly finder: MemberFinder;
  private closed = false;

  constructor(
    private readonly segment: Segment,
    private readonly store: DocumentReader,
  ) {
    this.size = segment.size;
    this.scorer = new WordScorer(segment);
    this.finder = new MemberFinder(segment);
  }

  get vocabulary(): Vocabulary {
    return this.segment;
  }

  async words(text: string, policy: WordsPolicy): Promise<WordsPlan> {
    return this.whileOpen(() => planWords(this.segment, this.scorer, text, policy));
  }

  async members(request: MembersRequest): Promise<MembersAnswer> {
    return this.whileOpen(() => this.finder.find(request));
  }

  async documents(ordinals: Uint32Array): Promise<Product[]> {
    return this.whileOpen(() =>
      Array.from(ordinals, (ordinal) => {
        const product = this.store.get(ordinal);
        if (product === undefined) {
          throw new AisleError('bad_request', `ordinal ${ordinal}: expected one below ${this.size}`);
        }
        return product;
      }),
    );
  }

  async columns(ordinals: Uint32Array): Promise<ProductColumns> {
    return this.whileOpen(() => ({
      price: this.numbers('price', ordinals),
      rating: this.numbers('rating', ordinals),
      ratingCount: this.numbers('ratingCount', ordinals),
      brand: this.lastKeyword('brand', ordinals),
      category: this.lastKeyword('category', ordinals),
    }));
  }

  async ordinals(ids: readonly string[]): Promise<(number | undefined)[]> {
    return this.whileOpen(() => ids.map((id) => this.store.ordinal(id)));
  }

  async fields() {
    return this.whileOpen(() => ({
      keyword: [...new Set([...KEYWORD_FIELDS, ...this.segment.keyword.keys()])],
      numeric: [...new Set([...NUMERIC_FIELDS, ...this.segment.numeric.keys()])],
    }));
  }

  async currencies(): Promise<readonly string[]> {
    return this.whileOpen(() => this.pricedCurrencies());
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.store.close();
  }

  private async whileOpen<T>(work: () => T): Promise<T> {
    if (this.closed) throw new AisleError('unavailable', 'the product index is closed');
    return work();
  }

  private pricedCurrencies(): string[] {
    const prices = this.segment.numericColumn('price');
    const column = this.segment.keywordColumn('currency');
    if (prices === undefined || column === undefined) return [];
    const seen = new Set<number>();
    for (let o = 0; o < this.size; o++) if (!Number.isNaN(prices[o])) seen.add(column.values[o] as number);
    seen.delete(0);
    return [...seen].sort((a, b) => a - b).map((value) => column.dictionary.at(value - 1));
  }

  private numbers(field: string, ordinals: Uint32Array): Float64Array {
    const column = this.segment.numericColumn(field);
    return Float64Array.from(ordinals, (ordinal) => column?.[ordinal] ?? Number.NaN);
  }

  /** The value of a single-valued field; of a category the whole path, which is the longest of its prefixes. */
  private lastKeyword(field: string, ordinals: Uint32Array): (string | undefined)[] {
    const column = this.segment.keywordColumn(field);
    if (column === undefined) return Array.from(ordinals, () => undefined);
    const texts = new Map<number, string>();
    return Array.from(ordinals, (ordinal) => {
      const { values, offsets } = column;
      let number: number;
      if (offsets === undefined) number = (values[ordinal] ?? 0) - 1;
      else {
        // Values stand in sorted order, and a path sorts after its own prefixes.
        const end = offsets[ordinal + 1] ?? 0;
        number = end > (offsets[ordinal] ?? 0) ? (values[end - 1] as number) : -1;
      }
      if (number < 0) return undefined;
      let text = texts.get(number);
      if (text === undefined) texts.set(number, (text = column.dictionary.at(number)));
      return text;
    });
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
