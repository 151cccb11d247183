import type { Context } from '../context.js';
import { listed } from '../listed.js';
import { WINDOW } from '../settings.js';
import type { Suggestion } from '../suggestion.js';

/** The newest products whose date is known, newest first: from 1 down to 1/n. */
export async function byNewness(context: Context): Promise<Suggestion[]> {
  const ordinals = await listed(context, { sort: 'createdAt:desc', limit: WINDOW });
  const documents = await context.documents(ordinals);
  const dated = ordinals.filter((ordinal) => documents.get(ordinal)?.createdAt !== undefined);
  return dated.map((ordinal, rank) => ({
    ordinal,
    score: 1 - rank / dated.length,
    reason: { kind: 'new' },
  }));
}
