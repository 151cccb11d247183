import { inSlices, isAisleError, type FieldError } from '../../base/index.js';
import { mainTerms, parseFilters, type NamedFilter } from '../../mappings/index.js';
import type { Rule } from './rule.js';

/** Products that an action speaks of. */
export interface Products {
  readonly ids: readonly string[];
  /** Absent: the ids alone. */
  readonly filter?: readonly NamedFilter[];
}

export interface Phrase {
  readonly how: 'is' | 'contains' | 'matches';
  readonly terms: readonly string[];
}

/** A rule ready to be asked: texts as terms, times as milliseconds, filters read. */
export interface CompiledRule {
  readonly id: string;
  readonly when: Omit<Rule['when'], 'query' | 'from' | 'until'>;
  /** Absent: whatever the query. */
  readonly phrases?: readonly Phrase[];
  /** [from, until) in milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  readonly pins: readonly { readonly id: string; readonly position: number }[];
  /** Whether pinned products become members. */
  readonly adds: boolean;
  readonly boosts: readonly (Products & { readonly positions: number })[];
  readonly buries: readonly Products[];
  readonly filter: readonly NamedFilter[];
  readonly redirect?: string;
}

/** The enabled rules, those that decide first first. */
export interface CompiledRules {
  readonly rules: readonly CompiledRule[];
  /** Numbers of the rules that ask for a phrase with this first term. */
  readonly byTerm: ReadonlyMap<string, readonly number[]>;
  /** Numbers of the rules that ask for no phrase. */
  readonly always: readonly number[];
}

const NO_RULES: CompiledRules = { rules: [], byTerm: new Map(), always: [] };

/** Rules that are compiled at once: of sixty texts each a few milliseconds. */
const SLICE = 20;

/** Of rules that {@link checkRules} has nothing against; made in slices. */
export async function compileRules(all: readonly Rule[]): Promise<CompiledRules> {
  const enabled = all
    .filter((rule) => rule.enabled)
    .sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  if (enabled.length === 0) return NO_RULES;
  const rules = await inSlices(enabled, SLICE, compile);
  const byTerm = new Map<string, number[]>();
  const always: number[] = [];
  rules.forEach(({ phrases }, number) => {
    if (phrases === undefined) always.push(number);
    for (const first of new Set(phrases?.map(({ terms }) => terms[0] ?? ''))) {
      const numbers = byTerm.get(first) ?? [];
      numbers.push(number);
      byTerm.set(first, numbers);
    }
  });
  return { rules, byTerm, always };
}

function compile({ id, when: { query, from, until, ...when }, then }: Rule): CompiledRule {
  const { pin = [], add = false, boost = [], bury = [], filter, redirect } = then;
  return {
    id,
    when,
    ...(query === undefined ? {} : { phrases: phrasesOf(query) }),
    from: from === undefined ? -Infinity : Date.parse(from),
    until: until === undefined ? Infinity : Date.parse(until),
    pins: pin,
    adds: add,
    boosts: boost.map((one) => ({ ...productsOf(one), positions: one.positions })),
    buries: bury.map(productsOf),
    filter: filter === undefined ? [] : parseFilters(filter, 'filter'),
    ...(redirect === undefined ? {} : { redirect }),
  };
}

function productsOf({ ids = [], filter }: { ids?: string[]; filter?: Record<string, unknown> }): Products {
  return { ids, ...(filter === undefined ? {} : { filter: parseFilters(filter, 'filter') }) };
}

const HOW = ['is', 'contains', 'matches'] as const;

function phrasesOf(query: NonNullable<Rule['when']['query']>): Phrase[] {
  return HOW.flatMap((how) => (query[how] ?? []).map((text) => ({ how, terms: mainTerms(text) })));
}

/** The mistakes of a filter tree, each with its path. */
export function filterErrors(tree: object, path: string): readonly FieldError[] {
  try {
    if (Object.keys(tree).length === 0) return [{ path, message: 'expected at least one condition' }];
    parseFilters(tree, path);
    return [];
  } catch (error) {
    if (!isAisleError(error)) throw error;
    return error.errors;
  }
}
