import { z } from 'zod';

const count = z.int().min(0);

export const userSchema = z
  .strictObject({
    keys: z.array(z.string()).describe("The key asked for, then the sessions that are this user's alone."),
    events: count,
    searches: count.describe('Logged answers.'),
    personalise: z.boolean().describe('Whether their history may order what they see.'),
    log: z.boolean().describe('Whether what they do may be kept under their name.'),
    consent: z
      .strictObject({ personalise: z.boolean().optional(), log: z.boolean().optional() })
      .describe("What they said themselves; elsewhere the shop's rule counts."),
    history: z
      .array(z.strictObject({ productId: z.string(), type: z.string(), time: z.int() }))
      .describe('Newest first.'),
  })
  .meta({ id: 'User' });

export const erasedSchema = z
  .strictObject({
    events: count,
    searches: count,
    consents: count,
    cursors: count.describe('Open cursors of their searches that were ended.'),
  })
  .meta({ id: 'Erased' });
