import { withDeadline, type Logger } from '../base/index.js';
import type { ProductIndex } from '../engines/products/index.js';
import type { Filter, NamedFilter } from '../mappings/index.js';
import type { CompiledRule } from '../reranker/index.js';
import { lookFor } from './look-for.js';
import type { Query } from './query.js';

/** The rules that hold for one query, with what its generation says of them. */
export interface AppliedRules {
  readonly rules: readonly CompiledRule[];
  /** Of every such search, beside the request's own; no facet leaves them out. */
  readonly filters: readonly NamedFilter[];
  /** Products that become members by a rule. */
  readonly added: Uint32Array;
  /** Products that a rule names, and that are to be found whatever their place. */
  readonly named: Uint32Array;
  /** Of a product that a rule names; undefined where the generation does not hold it. */
  readonly ordinalOf: (id: string) => number | undefined;
  readonly redirect?: { readonly url: string; readonly rule: string };
}

interface Parts {
  readonly products: ProductIndex;
  readonly deadline: number;
  readonly log: Logger;
}

/**
 * Looks up what rules name. A rule that asks for a field which the generation does not have says nothing of it: it is
 * left out and logged, since a catalogue may lose a field any day. Undefined: no rule is left.
 */
export async function applyRules(
  active: readonly CompiledRule[],
  { products, deadline, log }: Parts,
): Promise<AppliedRules | undefined> {
  if (active.length === 0) return undefined;
  return withDeadline('the product index', deadline, async (signal) => {
    const rules = await withKnownFields(active, products, log);
    if (rules.length === 0) return undefined;
    const ids = [...new Set(rules.flatMap(idsOf))];
    const found = ids.length === 0 ? [] : await products.ordinals(ids, { signal });
    const ordinals = new Map(
      ids.flatMap((id, i) => (found[i] === undefined ? [] : [[id, found[i]] as const])),
    );
    const known = (wanted: readonly string[]) =>
      Uint32Array.from(new Set(wanted.flatMap((id) => ordinals.get(id) ?? [])));
    const target = rules.find(({ redirect }) => redirect !== undefined);
    return {
      rules,
      filters: filtersOf(rules),
      added: known(rules.flatMap(({ adds, pins }) => (adds ? pins.map(({ id }) => id) : []))),
      named: known(ids),
      ordinalOf: (id) => ordinals.get(id),
      ...(target?.redirect === undefined ? {} : { redirect: { url: target.redirect, rule: target.id } }),
    };
  });
}

/**
 * Ordinals that pass each filter of a boost or a burying, of those given. Where the index does not answer, such rules
 * move nothing.
 */
export async function passingOf(
  { rules }: AppliedRules,
  ordinals: Uint32Array,
  { generation: { products }, ...query }: Pick<Query, 'generation' | 'settings' | 'log' | 'missed'>,
): Promise<ReadonlyMap<readonly NamedFilter[], ReadonlySet<number>>> {
  const filters = rules.flatMap(({ boosts, buries }) =>
    [...boosts, ...buries].flatMap(({ filter }) => (filter === undefined ? [] : [filter])),
  );
  if (filters.length === 0 || ordinals.length === 0) return new Map();
  const members = { kind: 'union', words: undefined, byMeaning: ordinals } as const;
  const found = await lookFor(
    'the filters of rules',
    (signal) =>
      Promise.all(
        filters.map(async (filter) => {
          const request = { members, filters: filter, facets: [], limit: ordinals.length, wanted: ordinals };
          return [filter, new Set((await products.members(request, { signal })).ordinals)] as const;
        }),
      ),
    query,
  );
  return new Map(found);
}

function idsOf({ pins, boosts, buries }: CompiledRule): string[] {
  return [...pins.map(({ id }) => id), ...[...boosts, ...buries].flatMap(({ ids }) => ids)];
}

/** What rules filter by, as filters without a name: no facet leaves them out. */
export function filtersOf(rules: readonly CompiledRule[]): NamedFilter[] {
  return rules.flatMap(({ filter }) => filter.map((one) => ({ field: undefined, filter: one.filter })));
}

/** The rules without those that ask for a field which no product has: these are logged. */
export async function withKnownFields(
  rules: readonly CompiledRule[],
  products: ProductIndex,
  log: Logger,
): Promise<readonly CompiledRule[]> {
  const asked = ({ filter, boosts, buries }: CompiledRule) =>
    [...filter, ...[...boosts, ...buries].flatMap((one) => one.filter ?? [])].flatMap((one) =>
      fieldsOf(one.filter),
    );
  if (rules.every((rule) => asked(rule).length === 0)) return rules;
  const { keyword, numeric } = await products.fields();
  const known = { keyword: new Set(keyword), range: new Set(numeric) };
  return rules.filter((rule) => {
    const missing = asked(rule).find(({ kind, field }) => !known[kind].has(field));
    if (missing !== undefined) {
      log.warn(
        { rule: rule.id, field: missing.field },
        'a rule filters on a field that no product has: left out',
      );
    }
    return missing === undefined;
  });
}

function fieldsOf(filter: Filter): { readonly kind: 'keyword' | 'range'; readonly field: string }[] {
  switch (filter.kind) {
    case 'not':
      return fieldsOf(filter.filter);
    case 'any':
    case 'all':
      return filter.filters.flatMap(fieldsOf);
    case 'words':
      return [];
    case 'keyword':
    case 'range':
      return [filter];
  }
}
