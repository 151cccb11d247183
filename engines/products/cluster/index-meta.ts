import { z } from 'zod';
import type { CallOptions } from '../../../base/index.js';
import { OWN_ANALYSER, type ServerAnalyser } from '../../../mappings/index.js';
import { createdBy, findIndex, type Cluster, type FoundIndex } from '../../cluster/index.js';

const FORMAT = 1;

const metaSchema = z.object({
  createdBy: z.string(),
  format: z.literal(FORMAT),
  analyser: z.string(),
  complete: z
    .object({
      /** Products that were appended, and documents that are there: without those the server refused. */
      size: z.int().min(0),
      documents: z.int().min(0),
      checksum: z.string(),
      grouped: z.boolean(),
    })
    .optional(),
});

/** What a product index says of itself in its mapping's `_meta`. `complete` is written last. */
export type IndexMeta = z.infer<typeof metaSchema>;

export function indexMeta(parts: {
  readonly prefix: string;
  readonly analyser?: ServerAnalyser;
  readonly complete?: IndexMeta['complete'];
}): IndexMeta {
  const { prefix, analyser = OWN_ANALYSER, complete } = parts;
  return {
    createdBy: createdBy(prefix),
    format: FORMAT,
    analyser,
    ...(complete === undefined ? {} : { complete }),
  };
}

/** A product index as it lies on the server; `meta` is undefined where it is none of ours. */
export interface FoundProducts extends Omit<FoundIndex, 'meta'> {
  readonly meta: IndexMeta | undefined;
}

/** Undefined when there is no such index. */
export async function readIndex(
  cluster: Cluster,
  index: string,
  options?: CallOptions,
): Promise<FoundProducts | undefined> {
  const found = await findIndex(cluster, index, options);
  if (found === undefined) return undefined;
  const meta = metaSchema.safeParse(found.meta);
  return { ...found, meta: meta.success ? meta.data : undefined };
}
