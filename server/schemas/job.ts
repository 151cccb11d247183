import { z } from 'zod';
import { jobRequestSchema } from '../../app/index.js';

const report = z.strictObject({
  generation: z.string(),
  published: z.boolean(),
  rows: z.int(),
  products: z.int(),
  rejected: z.int(),
  repaired: z.int(),
  embedded: z.int().describe('Products whose vector was computed.'),
  reused: z.int().describe('Products whose vector was known.'),
  findings: z.array(z.string()).describe('What keeps it from being published.'),
  seconds: z.record(z.string(), z.number()).describe('By stage.'),
  reportPath: z.string().describe('What was rejected or repaired, on the server.'),
});

/** A reindex job. */
export const jobSchema = z
  .strictObject({
    id: z.string(),
    request: jobRequestSchema,
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    createdAt: z.string(),
    startedAt: z.string().exactOptional(),
    endedAt: z.string().exactOptional(),
    report: report.exactOptional(),
    error: z.strictObject({ code: z.string(), message: z.string() }).exactOptional(),
    progress: z
      .strictObject({
        stage: z.string(),
        done: z.number(),
        total: z.number().exactOptional(),
        unit: z.string(),
      })
      .exactOptional(),
  })
  .meta({ id: 'ReindexJob' });
