import { z } from 'zod';
import { writeFileAtomic } from '../base/index.js';
import { readJsonFile } from './json-file.js';

const manifestSchema = z.object({
  format: z.literal(1),
  /** The live generation. */
  generation: z.string(),
  /** Live before it: what a rollback goes back to. */
  previous: z.string().optional(),
  /** Updates up to this number of the log are part of it. */
  appliedSeq: z.int().min(0),
});

/** Names the live generation: both legs switch with it, together. */
export type Manifest = z.infer<typeof manifestSchema>;

export function readManifest(path: string): Promise<Manifest | undefined> {
  return readJsonFile(path, manifestSchema);
}

/** Makes a generation live; the one that was so until now is kept as the way back. */
export async function switchManifest(path: string, generation: string): Promise<void> {
  const before = await readManifest(path);
  const previous = before?.generation === generation ? before.previous : before?.generation;
  const manifest: Manifest = {
    format: 1,
    generation,
    appliedSeq: 0,
    ...(previous === undefined ? {} : { previous }),
  };
  await writeFileAtomic(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
}
