import { z } from 'zod';

export const metaSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  /** ISO 8601. */
  builtAt: z.string(),
  size: z.int().min(0),
  /** Rows of the file, and what became of them. */
  rows: z.int(),
  rejected: z.int(),
  repaired: z.int(),
  /** SHA-256 of the product file. */
  source: z.string(),
  /** Identity of the embedder, which names everything that changes a vector; absent without vectors. */
  embedder: z.string().optional(),
  /** Which text of a product was embedded. */
  template: z.string(),
  /** Content address of the vector index, which generations share. */
  vectors: z.string().optional(),
  /** Of sorted ids and contents, and of the vectors. */
  checksums: z.object({ products: z.string(), vectors: z.string().optional() }),
  /** The mark in the log of live updates when its build began: ops after it are newer. Absent: all are. */
  opsFrom: z.int().min(0).optional(),
  /** What the verification found; empty when it may be published. */
  findings: z.array(z.string()),
});

/** What a generation is made of. Written once, when it is whole. */
export type GenerationMeta = z.infer<typeof metaSchema>;
