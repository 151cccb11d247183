import { z } from 'zod';
import { createdBy, findIndex, isOwn, type Cluster } from '../../cluster/index.js';

const FORMAT = 1;

const metaSchema = z.object({
  createdBy: z.string(),
  format: z.literal(FORMAT),
  /** Drawn by the writer: another writer's index under the same name is not this one's to finish or to remove. */
  build: z.string(),
  complete: z
    .object({
      size: z.int().min(0),
      dimensions: z.int().min(1),
      checksum: z.string(),
      /** SHA-256 of the packed moments. */
      moments: z.string(),
    })
    .optional(),
});

/** What a vector index says of itself in its mapping's `_meta`. `complete` is written last. */
export type IndexMeta = z.infer<typeof metaSchema>;

export function indexMeta(prefix: string, build: string, complete?: IndexMeta['complete']): IndexMeta {
  const meta = { createdBy: createdBy(prefix), format: FORMAT, build } as const;
  return complete === undefined ? meta : { ...meta, complete };
}

/** What the index says of itself; undefined when there is none of this installation in a form that is understood. */
export async function readMeta(
  cluster: Cluster,
  index: string,
  prefix: string,
): Promise<IndexMeta | undefined> {
  const found = await findIndex(cluster, index);
  if (found === undefined || !isOwn(found, prefix)) return undefined;
  return metaSchema.safeParse(found.meta).data;
}
