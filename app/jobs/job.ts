import { z } from 'zod';
import type { Progress } from '../../base/index.js';
import type { ReindexReport } from '../../indexer/index.js';

/** A reindex as it is asked for over HTTP. */
export const jobRequestSchema = z.strictObject({
  file: z.string().min(1).max(1_024).describe('Product file, as a path inside `catalogue.folder`.'),
  map: z.unknown().optional().describe('Which source field becomes which of a product.'),
  publish: z.boolean().default(true).describe('Publish when verified.'),
  fresh: z.boolean().default(false).describe('Forget an unfinished build of the same file.'),
  force: z.boolean().default(false).describe('Publish though the verification found something.'),
});

export type JobRequest = z.output<typeof jobRequestSchema>;

/** What is remembered of a job. */
export const storedJobSchema = z.object({
  id: z.string(),
  request: jobRequestSchema,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  /** ISO 8601. */
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  report: z.custom<ReindexReport>().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

export type StoredJob = z.output<typeof storedJobSchema>;

/** A job as it is shown; `progress` of a running one alone. */
export interface Job extends StoredJob {
  readonly progress?: Progress;
}

/** Whether nothing more will happen to it. */
export function isOver({ state }: Pick<StoredJob, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
