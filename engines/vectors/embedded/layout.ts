import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AisleError, sha256, writeFileAtomic } from '../../../base/index.js';

/** The files of one index folder. `index.json` is written last: without it there is no index. */
export const FILES = {
  meta: 'index.json',
  vectors: 'vectors.f32',
  moments: 'moments.f64',
  hnsw: 'graph.hnsw',
} as const;

/** What a file is called until it is whole. */
export function temporary(path: string): string {
  return `${path}.tmp`;
}

const fileSchema = z.strictObject({
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const metaSchema = z.strictObject({
  format: z.literal(1),
  size: z.int().nonnegative(),
  dimensions: z.int().positive(),
  vectors: fileSchema,
  moments: fileSchema,
  /** Absent: the index is small and scanned. */
  hnsw: fileSchema.optional(),
});

export type FileSum = z.infer<typeof fileSchema>;
export type Meta = z.infer<typeof metaSchema>;

/** The text of the meta file: its content and the content's own checksum. */
function render(meta: unknown): string {
  return JSON.stringify({ sha256: sha256(JSON.stringify(meta)), meta });
}

export async function writeMeta(folder: string, meta: Meta): Promise<void> {
  await writeFileAtomic(join(folder, FILES.meta), render(meta));
}

/** Throws `not_found` when no index was finished here, `corrupt` when the file is not as it was written. */
export async function readMeta(folder: string): Promise<Meta> {
  const path = join(folder, FILES.meta);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new AisleError('not_found', `${folder} holds no finished vector index: expected ${FILES.meta}`, {
      cause: error,
    });
  }
  const meta = metaSchema.safeParse(metaIn(text));
  // Rendered again it must be the very text: so every flipped bit shows.
  if (!meta.success || render(meta.data) !== text) {
    throw new AisleError('corrupt', `${path} is damaged: its content does not match its checksum`);
  }
  return meta.data;
}

function metaIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { meta?: unknown } | null)?.meta;
  } catch {
    return undefined;
  }
}
