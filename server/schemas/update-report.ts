import { z } from 'zod';

const errors = z.array(z.strictObject({ path: z.string(), message: z.string() }));

const item = z.union([
  z.strictObject({
    id: z.string(),
    status: z.literal('accepted'),
    seq: z.int().describe('Number of the update in the log.'),
    repaired: errors.exactOptional().describe('What was cleaned on the way in.'),
  }),
  z.strictObject({
    id: z.string().exactOptional(),
    status: z.literal('rejected'),
    code: z.string(),
    errors: errors.describe('Every mistake, with its path inside the item.'),
  }),
]);

/** What became of a batch of live updates. */
export const updateReportSchema = z
  .strictObject({
    seq: z.int().describe('Searches that hold the log up to this number hold the whole batch.'),
    items: z.array(item).describe('In the order of the batch.'),
    accepted: z.int(),
    rejected: z.int(),
    visible: z
      .boolean()
      .exactOptional()
      .describe('With `wait`: whether searches see the batch. False: they will, it only took too long.'),
  })
  .meta({ id: 'UpdateReport' });
