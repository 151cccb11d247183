import type { Context } from '../context.js';
import { dotOf } from '../meaning.js';
import { affinities, type Profile } from '../profile.js';
import { WINDOW } from '../settings.js';
import type { Suggestion } from '../suggestion.js';

/** Newest items whose own neighbourhoods are looked at: one direction alone lies between several interests. */
const INTERESTS = 5;
const NEAR_EACH = 24;

/** Products near the history, by meaning; none without vectors. */
export async function nearHistory(context: Context, profile: Profile): Promise<number[]> {
  const { direction, items, rows } = profile;
  const queries = items.slice(0, INTERESTS).flatMap(({ ordinal }) => rows.get(ordinal) ?? []);
  const found = await Promise.all([
    direction === undefined ? undefined : context.meaning.nearest(direction, WINDOW),
    ...queries.map((row) => context.meaning.nearest(row, NEAR_EACH)),
  ]);
  return [...new Set(found.flatMap((near) => [...(near?.ordinals ?? [])]))];
}

/**
 * Products by p·(v − μ), how far they lie in the direction of the history, seen from the middle of the catalogue. What
 * does not lie there at all is left out. The reason names the item of the history that is nearest.
 */
export async function byTaste(
  context: Context,
  { direction, items, rows: own }: Profile,
  ordinals: readonly number[],
): Promise<Suggestion[]> {
  const { mean } = context.meaning;
  if (direction === undefined || mean === undefined) return [];
  const rows = await context.meaning.rows(ordinals);
  const shift = dotOf(direction, mean);
  const placed = items.flatMap((item) => {
    const row = own.get(item.ordinal);
    return row === undefined ? [] : [{ item, row }];
  });
  return [...(rows ?? [])].flatMap(([ordinal, row]) => {
    const score = dotOf(direction, row) - shift;
    const [first, ...others] = placed;
    if (!(score > 0) || first === undefined) return [];
    const nearest = others.reduce(
      (best, each) => {
        const cosine = dotOf(each.row, row);
        return cosine > best.cosine ? { cosine, item: each.item } : best;
      },
      { cosine: dotOf(first.row, row), item: first.item },
    );
    const { ordinal: to, type: did } = nearest.item;
    return [{ ordinal, score, reason: { kind: 'history' as const, to, did } }];
  });
}

/** Products by brand, category and price; only what is more to the taste than the average, and for a reason in the history. */
export async function byAffinity(
  context: Context,
  profile: Profile,
  ordinals: readonly number[],
): Promise<Suggestion[]> {
  const found = await affinities(context, profile, ordinals);
  return found.flatMap(({ score, brand, category }, row) => {
    const because = profile.items.find(
      (item) =>
        (brand !== undefined && item.brand === brand) ||
        (category !== undefined && item.category === category),
    );
    if (!(score > 0) || because === undefined) return [];
    const reason = { kind: 'history' as const, to: because.ordinal, did: because.type };
    return [{ ordinal: ordinals[row] as number, score, reason }];
  });
}
