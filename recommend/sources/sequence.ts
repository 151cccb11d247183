import type { Context } from '../context.js';
import { sequenceScores } from '../sequence-rules.js';
import { ANCHORS } from '../settings.js';
import type { Suggestion } from '../suggestion.js';

/** What those who had these products, newest first, took next. */
export async function bySequence(
  context: Context,
  history: readonly { readonly productId: string; readonly ordinal: number }[],
): Promise<Suggestion[]> {
  const recent = history.slice(0, ANCHORS);
  if (recent.length === 0) return [];
  const known = await context.bought(recent.map(({ productId }) => productId));
  const followed = sequenceScores(known?.products ?? []);
  const ordinals = await context.ordinals(followed.map(({ productId }) => productId));
  const own = new Map(recent.map(({ productId, ordinal }) => [productId, ordinal]));
  return followed.flatMap(({ productId, score, from }) => {
    const ordinal = ordinals.get(productId);
    const to = own.get(from);
    if (ordinal === undefined || to === undefined) return [];
    return [{ ordinal, score, reason: { kind: 'bought-after' as const, to } }];
  });
}
