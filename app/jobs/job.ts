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

/** The same for a file that comes with the request. */
export type UploadRequest = Omit<JobRequest, 'file'>;

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

/** Reindexes that are asked for over HTTP: one at a time, in turn, remembered over restarts. */
export interface Jobs {
  /**
   * Throws `bad_request`, `bad_config` (the map), `unprocessable` (no `catalogue.folder`), `too_many_requests`, `conflict`
   * where another server has the jobs.
   */
  submit(request: JobRequest): Promise<Job>;
  /**
   * Takes a product file and submits it; the file is removed when its job is over. Throws what `submit` does,
   * `payload_too_large`, `storage_full`, and `bad_request` for a file that is empty or breaks off.
   */
  upload(content: AsyncIterable<Uint8Array>, how: UploadRequest, signal: AbortSignal): Promise<Job>;
  /** Newest first. */
  list(): Promise<Job[]>;
  /** Throws `not_found`. */
  get(id: string): Promise<Job>;
  /** Ends a job; what it finished stays, and the same job goes on from there. Throws `not_found`, `conflict` when it is over or another server's. */
  cancel(id: string): Promise<Job>;
  /**
   * Calls back with each change until the job is over or the signal is aborted; resolves then, and at once where the jobs
   * are another server's. Throws `not_found`.
   */
  watch(id: string, onChange: (job: Job) => void, signal: AbortSignal): Promise<void>;
  /** Takes up what an earlier process left waiting or unfinished. */
  resume(): Promise<void>;
  /** Another server works off the jobs of this folder: they are shown here, and refused with who that is. */
  leaveTo(who: () => string): void;
  /** Stops the running job, which the next process takes up again. */
  close(): Promise<void>;
}
