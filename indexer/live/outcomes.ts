import { isDeepStrictEqual } from 'node:util';
import { changed, type Product } from '../../catalog/index.js';
import type { StoredChange, IndexedProduct } from '../../engines/products/index.js';
import type { LoggedOp } from '../../engines/state/index.js';

export interface OutcomeRules {
  /** The ordinal of a product that an op brings. Ordinals of ops are numbers of new groups, too: each is given once. */
  readonly ordinalOf: (seq: number) => number;
  /** What of a product is embedded. */
  readonly textOf: (product: Product) => string;
  /** Numbers of groups that have products besides those that the ops name. */
  readonly groups: ReadonlyMap<string, number>;
  /** Ops after these ones that others may have applied before `stored` was read. */
  readonly later: readonly LoggedOp[];
}

/**
 * What some ops make of a shared index: one change an ordinal, that of the last op which concerns it. An existing product
 * keeps its ordinal; one that is deleted loses it for good.
 *
 * `stored` may be older than what others have written meanwhile, or newer than the first ops: each product goes on from
 * the op that it says it is of. Whoever computes it from whichever state, and however the ops fall into pages, comes to
 * the same, as long as every op that a stored product lacks is among `ops`, and every one that it may have among `later`.
 */
export function outcomesOf(
  ops: readonly LoggedOp[],
  stored: readonly IndexedProduct[],
  rules: OutcomeRules,
): StoredChange[] {
  const { living } = sorted(stored);
  const outcomes = new Map<number, StoredChange>();
  for (const { seq, change, born = seq } of [...ops, ...unknownEnds(ops, living, rules.later)]) {
    const before = living.get(change.id);
    if (before !== undefined && before.seq >= seq) continue;
    const product = changed(before?.product, change);
    if (product === undefined) {
      if (before === undefined) continue;
      living.delete(change.id);
      // One that came and went among these ops, too: another may write its coming later.
      outcomes.set(before.ordinal, { kind: 'delete', ordinal: before.ordinal, seq });
      continue;
    }
    if (isDeepStrictEqual(product, before?.product)) continue;
    // Others may have read the log before it was folded: they bring the product by its first put.
    const number = before === undefined ? born : seq;
    const after = { ...versionOf(product, before, { seq, number }, { ...rules, living }), seq };
    living.set(change.id, after);
    outcomes.set(after.ordinal, { kind: 'put', ...after });
  }
  return [...outcomes.values()];
}

/**
 * Later ops of products that these bring, that are not there and that a later one deletes: are they not there yet, or no
 * longer? Brought and deleted at once they are gone either way; only brought, one that is gone would be there again.
 */
function unknownEnds(
  ops: readonly LoggedOp[],
  living: ReadonlyMap<string, IndexedProduct>,
  later: readonly LoggedOp[],
): LoggedOp[] {
  const brought = new Set(ops.flatMap(({ change: { kind, id } }) => (kind === 'put' ? id : [])));
  const ends = new Set(later.flatMap(({ change: { kind, id } }) => (kind === 'delete' ? id : [])));
  return later.filter(({ change: { id } }) => brought.has(id) && ends.has(id) && !living.has(id));
}

interface Living extends OutcomeRules {
  readonly living: ReadonlyMap<string, IndexedProduct>;
}

function versionOf(
  product: Product,
  before: IndexedProduct | undefined,
  { seq, number }: { readonly seq: number; readonly number: number },
  rules: Living,
): Omit<IndexedProduct, 'seq'> {
  const { ordinalOf, textOf } = rules;
  const ordinal = before?.ordinal ?? ordinalOf(number);
  const group = groupOf(product, before, number, rules);
  if (before === undefined || textOf(before.product) !== textOf(product)) {
    return { ordinal, product, group, textSeq: seq };
  }
  const { textSeq, vector } = before;
  return {
    ordinal,
    product,
    group,
    ...(textSeq === undefined ? {} : { textSeq }),
    ...(vector === undefined ? {} : { vector }),
  };
}

/**
 * The number of its group: that of another product in it, or a new one. Who leaves a group takes no number along: it may
 * be the one that began it.
 */
function groupOf(
  { id, groupId }: Product,
  before: IndexedProduct | undefined,
  seq: number,
  { ordinalOf, groups, living }: Living,
): number {
  if (before !== undefined && before.product.groupId === groupId) return before.group;
  if (groupId === undefined) return ordinalOf(seq);
  const others = [...living.values()].filter(
    ({ product }) => product.groupId === groupId && product.id !== id,
  );
  return groups.get(groupId) ?? others[0]?.group ?? ordinalOf(seq);
}

/** Of each id the product that it is, and what is left over of others. */
export interface SortedStored {
  readonly living: Map<string, IndexedProduct>;
  /** Older ones with the same id: deleted already, or about to be, by whoever brought the newer one. */
  readonly leftOver: readonly IndexedProduct[];
}

/**
 * The newest of each id; of equally new ones, which a log that was made shorter may bring, the lowest ordinal. `applied`:
 * ops that the index holds; what one of them deleted and is there all the same is left over, too.
 */
export function sorted(stored: readonly IndexedProduct[], applied: readonly LoggedOp[] = []): SortedStored {
  const living = new Map<string, IndexedProduct>();
  const leftOver: IndexedProduct[] = [];
  const deleted = new Map(
    applied.flatMap(({ seq, change: { kind, id } }) => (kind === 'delete' ? [[id, seq] as const] : [])),
  );
  for (const each of stored) {
    const { id } = each.product;
    if (each.seq < (deleted.get(id) ?? 0)) {
      leftOver.push(each);
      continue;
    }
    const other = living.get(id);
    const newer =
      other === undefined || each.seq > other.seq || (each.seq === other.seq && each.ordinal < other.ordinal);
    if (newer) living.set(id, each);
    if (other !== undefined) leftOver.push(newer ? other : each);
  }
  return { living, leftOver };
}

/** Ids of the groups that ops may bring products into. */
export function groupIdsOf(ops: readonly LoggedOp[]): string[] {
  const named = ops.flatMap(({ change }) => {
    if (change.kind === 'put') return change.product.groupId ?? [];
    return change.kind === 'patch' ? (change.patch.fields.groupId ?? []) : [];
  });
  return [...new Set(named)];
}
