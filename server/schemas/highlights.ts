import { z } from 'zod';

/** A text in parts; joined they give the text. No markup. */
export const textParts = z.array(z.strictObject({ text: z.string(), match: z.boolean() }));

/** Parts by field: the whole text, or the stretch of a longer one that holds most words of the query. */
export const highlights = z
  .record(z.string(), textParts)
  .describe(
    'Where words of the query stand: parts by field, joined the text or a fragment of it; no markup.',
  );
