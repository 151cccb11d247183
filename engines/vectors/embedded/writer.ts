import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  AisleError,
  asStorageError,
  commitFile,
  fsyncPath,
  writeFileAtomic,
  type OnProgress,
} from '../../../base/index.js';
import { checkDimensions } from '../checks.js';
import type { VectorIndexWriter } from '../vector-index.js';
import { buildIndex } from './build.js';
import { checkGraph } from './hnsw-file.js';
import { FILES, temporary, writeMeta, type FileSum } from './layout.js';
import { EXACT_BELOW } from './parameters.js';
import { inSlices } from '../slices.js';
import { checkRow } from '../unit-length.js';
import { WriterCalls } from '../writer-calls.js';
import { sumOf } from './verified-file.js';

export interface VectorWriterOptions {
  readonly dimensions: number;
  /** How many vectors will come, where it is known: a disk too small for them is refused at once. */
  readonly expected?: number;
  /** Up to this size no graph is built and every vector is scanned. Default 1,500. */
  readonly exactBelow?: number;
}

/**
 * Starts a new index in a folder. Whatever index was there, finished or not, is gone from now on.
 * Throws `bad_request` (dimensions) and `storage_full`.
 */
export async function openVectorWriter(
  folder: string,
  options: VectorWriterOptions,
): Promise<VectorIndexWriter> {
  const { dimensions, expected = 0, exactBelow = EXACT_BELOW } = options;
  checkDimensions(dimensions);
  try {
    await mkdir(folder, { recursive: true });
    await fsyncPath(dirname(resolve(folder)));
    await clear(folder);
    await requireSpace(folder, expected * dimensions * 4);
    const handle = await open(temporary(join(folder, FILES.vectors)), 'w');
    return new EmbeddedWriter(folder, dimensions, exactBelow, handle);
  } catch (error) {
    throw asStorageError(error, folder);
  }
}

/** Removes the files of an index, whole or not, the meta file first: a crash in between leaves none that looks finished. */
async function clear(folder: string): Promise<void> {
  await rm(join(folder, FILES.meta), { force: true });
  await fsyncPath(folder);
  const names = Object.values<string>(FILES);
  for (const found of await readdir(folder)) {
    const ours = names.some((name) => found === name || found.startsWith(`${name}.tmp`));
    if (ours) await rm(join(folder, found), { force: true });
  }
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  throw new AisleError('storage_full', `${folder}: the vectors need ${bytes} bytes, the disk has ${free}`);
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

class EmbeddedWriter implements VectorIndexWriter {
  readonly #folder: string;
  readonly #dimensions: number;
  readonly #exactBelow: number;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  readonly #calls: WriterCalls;
  #size = 0;

  constructor(folder: string, dimensions: number, exactBelow: number, handle: FileHandle) {
    this.#folder = folder;
    this.#dimensions = dimensions;
    this.#exactBelow = exactBelow;
    this.#handle = handle;
    this.#calls = new WriterCalls(folder, () => this.#discard());
  }

  append(rows: Float32Array): Promise<void> {
    return this.#calls.inTurn(() => this.#append(rows));
  }

  finish(onProgress?: OnProgress): Promise<{ readonly size: number; readonly checksum: string }> {
    return this.#calls.inTurn(() => this.#guarded(() => this.#finish(onProgress)));
  }

  abort(): Promise<void> {
    return this.#calls.abort();
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#calls.guarded(work);
    } catch (error) {
      throw asStorageError(error, this.#folder);
    }
  }

  async #append(rows: Float32Array): Promise<void> {
    this.#calls.refuse();
    const d = this.#dimensions;
    if (rows.length % d !== 0) {
      const message = `rows: expected whole rows of ${d} dimensions, found ${rows.length} values`;
      throw new AisleError('bad_request', message);
    }
    await inSlices(rows.length / d, d, (from, to) => {
      for (let row = from; row < to; row += 1) checkRow(rows, row * d, d, this.#size + row);
    });
    if (rows.length === 0) return;
    await this.#guarded(async () => {
      const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
      await this.#handle.writeFile(bytes);
      this.#hash.update(bytes);
      this.#size += rows.length / d;
    });
  }

  async #finish(onProgress?: OnProgress): Promise<{ size: number; checksum: string }> {
    const size = this.#size;
    const dimensions = this.#dimensions;
    const checksum = this.#hash.digest('hex');
    const vectorFile = join(this.#folder, FILES.vectors);
    await this.#handle.close();
    await commitFile(temporary(vectorFile), vectorFile);
    const vectors = await sumOf(vectorFile);
    if (vectors.sha256 !== checksum) {
      throw new AisleError('corrupt', `${vectorFile} does not hold what was written: check the disk`);
    }
    const graphFile = join(this.#folder, FILES.hnsw);
    const withGraph = size > this.#exactBelow;
    const packed = await buildIndex(
      { vectors: vectorFile, size, dimensions, ...(withGraph && { graph: temporary(graphFile) }) },
      this.#calls.signal,
      onProgress,
    );
    const hnsw = withGraph ? await this.#commitGraph(graphFile) : undefined;
    const momentFile = join(this.#folder, FILES.moments);
    await writeFileAtomic(momentFile, new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength));
    const moments = await sumOf(momentFile);
    this.#calls.refuse();
    await writeMeta(this.#folder, {
      format: 1,
      size,
      dimensions,
      vectors,
      moments,
      ...(hnsw !== undefined && { hnsw }),
    });
    this.#calls.finished();
    return { size, checksum };
  }

  /** hnswlib ignores errors while writing: the file is walked through before it counts. */
  async #commitGraph(path: string): Promise<FileSum> {
    const written = temporary(path);
    try {
      await checkGraph(written, this.#size, this.#dimensions);
    } catch (error) {
      // Was it cut short by a full disk (an element takes its vector and about 150 bytes), or is it damage?
      const bytes = await stat(written).then(
        (found) => found.size,
        () => 0,
      );
      if ((await freeBytes(this.#folder)) < this.#size * (this.#dimensions * 4 + 160) - bytes) {
        throw new AisleError('storage_full', `no space left on the disk that holds ${path}`, {
          cause: error,
        });
      }
      throw error;
    }
    await commitFile(written, path);
    return sumOf(path);
  }

  async #discard(): Promise<void> {
    // Closing twice is harmless; a disk that fails to close has told its error before.
    await this.#handle.close().catch(() => undefined);
    await clear(this.#folder);
  }
}
