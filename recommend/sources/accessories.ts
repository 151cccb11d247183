import type { Context } from '../context.js';
import { categoryLifts } from '../category-rules.js';
import { listed } from '../listed.js';
import { dotOf, type Rows } from '../meaning.js';
import { ANCHORS } from '../settings.js';
import { mix, type Suggestion } from '../suggestion.js';
import { rulesOf, summed, type Anchor, type Rule } from './basket.js';

/** What single products say, what their kind says, what the texts say: each only fills where the one before is silent. */
const WEIGHTS = { items: 1, kinds: 0.3, texts: 0.1 };
/** Products nearest to an anchor that are looked through for those of other categories. */
const NEAR = 200;

interface Kinds {
  /** Joined path by ordinal. */
  readonly of: ReadonlyMap<number, string>;
  /** Those of the anchors. */
  readonly own: ReadonlySet<string>;
}

/**
 * What goes with the anchors from other categories, by lift × likeness to them. Where their own purchases say little, what
 * buyers of the same kind of products bought counts; where those say nothing, what is near by meaning. A product whose
 * category is not known is of no other category.
 */
export async function accessories(
  context: Context,
  anchors: readonly Anchor[],
  rules: readonly Rule[],
): Promise<Suggestion[]> {
  const own = await kindsOf(
    context,
    anchors.map(({ ordinal }) => ordinal),
  );
  const kinds = new Set(own.values());
  if (kinds.size === 0) return [];
  const siblings = await siblingsOf(context, anchors, own);
  const siblingRules = await rulesOf(
    context,
    siblings.map(({ sibling }) => sibling),
  );
  const near = await nearBy(context, anchors);
  const ordinals = [...rules, ...siblingRules, ...near].map(({ ordinal }) => ordinal);
  const of = await kindsOf(context, ordinals);
  const elsewhere = <T extends { readonly ordinal: number }>(found: readonly T[]) =>
    found.filter(({ ordinal }) => isElsewhere(ordinal, { of, own: kinds }));
  const rows = await context.meaning.rows([
    ...anchors.map(({ ordinal }) => ordinal),
    ...elsewhere([...rules, ...siblingRules]).map(({ ordinal }) => ordinal),
  ]);
  const likeness = likenessTo(anchors, rows);
  const items = summed(
    elsewhere(rules)
      .filter(({ information }) => information > 0)
      .map((rule) => ({ rule, score: Math.log2(rule.lift) * likeness(rule.ordinal) })),
  );
  const lifts = categoryLifts(
    elsewhere(siblingRules).map(({ ordinal, both, expected }) => ({
      category: of.get(ordinal) ?? '',
      both,
      expected,
    })),
  );
  const standsFor = new Map(siblings.map(({ sibling, anchor }) => [sibling.ordinal, anchor.ordinal]));
  const byKind = elsewhere(siblingRules).flatMap((rule): Suggestion[] => {
    const rate = lifts.get(of.get(rule.ordinal) ?? '') ?? 1;
    const to = standsFor.get(rule.anchor.ordinal);
    if (rate <= 1 || to === undefined || rule.information <= 0) return [];
    const score = Math.log2(rate) * rule.information * likeness(rule.ordinal);
    return [{ ordinal: rule.ordinal, score, reason: { kind: 'like-these', to } }];
  });
  return mix([
    { weight: WEIGHTS.items, suggestions: items },
    { weight: WEIGHTS.kinds, suggestions: best(byKind) },
    { weight: WEIGHTS.texts, suggestions: best(elsewhere(near)) },
  ]);
}

function isElsewhere(ordinal: number, { of, own }: Kinds): boolean {
  const kind = of.get(ordinal);
  return kind !== undefined && !own.has(kind);
}

async function kindsOf(context: Context, ordinals: readonly number[]): Promise<Map<number, string>> {
  const distinct = [...new Set(ordinals)];
  if (distinct.length === 0) return new Map();
  const { category } = await context.products((products, signal) =>
    products.columns(Uint32Array.from(distinct), { signal }),
  );
  return new Map(
    distinct.flatMap((ordinal, row) =>
      category[row] === undefined ? [] : [[ordinal, category[row]] as const],
    ),
  );
}

/** The best known products of the same categories, each standing for the first anchor of its category. */
async function siblingsOf(
  context: Context,
  anchors: readonly Anchor[],
  own: ReadonlyMap<number, string>,
): Promise<{ sibling: Anchor; anchor: Anchor }[]> {
  const firsts = new Map<string, Anchor>();
  for (const anchor of anchors) {
    const kind = own.get(anchor.ordinal);
    if (kind !== undefined && !firsts.has(kind)) firsts.set(kind, anchor);
  }
  const known = new Set(anchors.map(({ ordinal }) => ordinal));
  const each = Math.max(1, Math.floor(ANCHORS / firsts.size));
  const found = await Promise.all(
    [...firsts].slice(0, ANCHORS).map(async ([category, anchor]) => {
      const all = await listed(context, { category, sort: 'ratingCount:desc', limit: each + known.size });
      const ordinals = all.filter((ordinal) => !known.has(ordinal)).slice(0, each);
      const documents = await context.documents(ordinals);
      return [...documents].map(([ordinal, { id }]) => ({ sibling: { productId: id, ordinal }, anchor }));
    }),
  );
  return found.flat();
}

/** Products near the anchors, by cosine. */
async function nearBy(context: Context, anchors: readonly Anchor[]): Promise<Suggestion[]> {
  const rows = await context.meaning.rows(anchors.map(({ ordinal }) => ordinal));
  const found = await Promise.all(
    [...(rows ?? [])].slice(0, ANCHORS).map(async ([to, row]): Promise<Suggestion[]> => {
      const near = await context.meaning.nearest(row, NEAR);
      if (near === undefined) return [];
      return Array.from(near.ordinals, (ordinal, at) => ({
        ordinal,
        score: near.cosines[at] as number,
        reason: { kind: 'goes-with', to },
      }));
    }),
  );
  return found.flat();
}

/** (1 + greatest cosine with an anchor) / 2, 0..1; 1 for all where no vector is known. */
function likenessTo(anchors: readonly Anchor[], rows: Rows | undefined): (ordinal: number) => number {
  const own = anchors.flatMap(({ ordinal }) => rows?.get(ordinal) ?? []);
  return (ordinal) => {
    const row = rows?.get(ordinal);
    if (row === undefined || own.length === 0) return 1;
    return (1 + own.reduce((most, each) => Math.max(most, dotOf(each, row)), -1)) / 2;
  };
}

/** Of several words for one product the strongest: what many say of it is added up by their rules already. */
function best(suggestions: readonly Suggestion[]): Suggestion[] {
  const found = new Map<number, Suggestion>();
  for (const each of suggestions) {
    const known = found.get(each.ordinal);
    if (known === undefined || each.score > known.score) found.set(each.ordinal, each);
  }
  return [...found.values()];
}
