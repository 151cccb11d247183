import { z } from 'zod';

/** RFC 9457 problem details, as every error is answered. */
export const problemSchema = z
  .strictObject({
    type: z.string().describe('`urn:aisle:problem:` and the code.'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable, for machines.'),
    detail: z.string().describe('For a person.'),
    requestId: z.string().optional().describe('As in the header X-Request-Id and in the log.'),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .optional()
      .describe('Every wrong field, by its path.'),
  })
  .meta({ id: 'Problem' });
