import { isWithinCategory, mainTerms, type NamedFilter } from '../../mappings/index.js';
import type { QueryClass } from '../matrix.js';
import type { CompiledRule, CompiledRules, Phrase } from './compile.js';

/** What a rule's conditions are held against. */
export interface Situation {
  /** The normalised query; empty: the category page. */
  readonly text: string;
  /** The query with the conditions that it states (`gifts under 50`): a rule may ask for it as it is typed. */
  readonly typed?: string | undefined;
  readonly queryClass: QueryClass;
  readonly filters: readonly NamedFilter[];
  readonly context?: { readonly device?: string; readonly region?: string } | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The rules that hold, those that decide first first. Linear in the rules that share a term with the query. */
export function activeRules({ rules, byTerm, always }: CompiledRules, situation: Situation): CompiledRule[] {
  if (rules.length === 0) return [];
  const { text, typed } = situation;
  const texts = byTerm.size === 0 ? [] : [text, ...(typed === undefined ? [] : [typed])].map(mainTerms);
  const numbers = new Set([...always, ...texts.flat().flatMap((term) => byTerm.get(term) ?? [])]);
  return [...numbers]
    .sort((a, b) => a - b)
    .flatMap((number) => {
      const rule = rules[number];
      return rule !== undefined && holds(rule, texts, situation) ? [rule] : [];
    });
}

function holds(rule: CompiledRule, texts: readonly (readonly string[])[], situation: Situation): boolean {
  const { when, phrases, from, until } = rule;
  const { queryClass, filters, context, now } = situation;
  if (now < from || now >= until) return false;
  if (when.classes !== undefined && !when.classes.includes(queryClass)) return false;
  const named = phrases?.filter((phrase) => texts.some((terms) => says(phrase, terms))) ?? [];
  if (phrases !== undefined && named.length === 0) return false;
  // An article number asks for one product: only a rule that names it, or its class, has a say.
  if (queryClass === 'identifier' && when.classes === undefined && !named.some(({ how }) => how === 'is')) {
    return false;
  }
  if (when.category !== undefined && !within(filters, when.category)) return false;
  for (const [field, values] of Object.entries(when.filters ?? {})) {
    const chosen = chosenValues(filters, field);
    if (chosen === undefined || !chosen.every((value) => values.includes(value))) return false;
  }
  return (['device', 'region'] as const).every((part) => {
    const wanted = when.context?.[part];
    const said = context?.[part];
    return wanted === undefined || (said !== undefined && wanted.includes(said));
  });
}

function says({ how, terms: wanted }: Phrase, terms: readonly string[]): boolean {
  if (how === 'matches') return wanted.every((term) => terms.includes(term));
  if (how === 'is' && wanted.length !== terms.length) return false;
  return terms.some((_, at) => wanted.every((term, i) => terms[at + i] === term));
}

/** What the request filters a field by; undefined: it does not. */
function chosenValues(filters: readonly NamedFilter[], field: string): readonly string[] | undefined {
  const found = filters.find((named) => named.field === field)?.filter;
  return found?.kind === 'keyword' ? found.values : undefined;
}

function within(filters: readonly NamedFilter[], category: string): boolean {
  const chosen = chosenValues(filters, 'category');
  return chosen !== undefined && chosen.every((path) => isWithinCategory(path, category));
}
