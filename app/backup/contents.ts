import { z } from 'zod';

/** Name of the list of all others: the last entry, since it says what was written. */
export const LIST = 'aisle-backup.json';
/** Of a data folder: what is live. */
export const MANIFEST = 'manifest.json';
/** Version of the archive's layout. */
export const BACKUP_FORMAT = 1;

const entrySchema = z.object({
  path: z.string(),
  /** Bytes. */
  size: z.int().min(0),
  sha256: z.string(),
});

/** One file of a backup. */
export type BackupEntry = Readonly<z.infer<typeof entrySchema>>;

export const contentsSchema = z.object({
  format: z.int().min(1),
  /** ISO 8601. */
  createdAt: z.string(),
  entries: z.array(entrySchema),
});

/** A relative path that stays inside a folder, of plain names. */
export function isInside(path: string): boolean {
  const names = path.split('/');
  return names.every((name) => name !== '' && name !== '.' && name !== '..' && !/[\0\\]/.test(name));
}
