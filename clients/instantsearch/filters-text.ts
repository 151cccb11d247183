import type { Atom, Condition } from './condition.js';
import { facetAtom, numericAtom, type Complain } from './read-filters.js';

const TOKEN = /\s*(?<token>\(|\)|(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s()"'])+)/uy;
const COMPARISON = /[<>=]|:\s*-?\d\S*\s+TO\s/i;
const QUOTED = /(?<quote>["'])(?<inside>(?:\\.|(?!\k<quote>).)*)\k<quote>/gsu;

/**
 * The `filters` parameter: `brand:Acme AND (color:red OR color:"light blue") AND NOT size:S AND price < 50`. As in
 * Algolia, groups of OR are joined by AND and never the other way round.
 */
export function readFiltersText(text: string, complain: Complain): readonly Condition[] {
  const tokens = tokensOf(text);
  if (tokens === undefined) return complain(`cannot be read: ${text}`);
  const conditions: Condition[] = [];
  let at = 0;
  const word = () => tokens[at]?.toUpperCase();

  /** One filter: its words up to the next AND, OR or parenthesis. */
  const atom = (): readonly Atom[] => {
    const negated = word() === 'NOT';
    if (negated) at++;
    const words: string[] = [];
    while (at < tokens.length && !['AND', 'OR', '(', ')'].includes(word() ?? ''))
      words.push(tokens[at++] ?? '');
    const filter = words.join(' ');
    if (filter === '') return complain(`expected a filter at word ${at + 1}`);
    // What is quoted compares nothing.
    const compared = COMPARISON.test(filter.replace(QUOTED, ''));
    const read = compared ? numericAtom(filter, complain) : valueAtom(filter, complain);
    return read.map((one) => ({ ...one, negated: one.negated !== negated }));
  };

  while (at < tokens.length) {
    const group = word() === '(';
    if (group) at++;
    const atoms: Atom[] = [];
    for (;;) {
      const read = atom();
      if (read.length === 0) return [];
      atoms.push(...read);
      if (word() !== 'OR') break;
      at++;
    }
    if (group && tokens[at++] !== ')') return complain('expected ")": only OR may stand within parentheses');
    conditions.push(atoms);
    if (at === tokens.length) break;
    if (word() !== 'AND') return complain(`expected AND before "${tokens[at] ?? ''}"`);
    at++;
    if (at === tokens.length) return complain('expected a filter after AND');
  }
  return conditions;
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  const rest = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < rest.length) {
    const token = TOKEN.exec(rest)?.groups?.['token'];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

/** Quotes keep a value as it is, a leading hyphen too. */
function valueAtom(filter: string, complain: Complain): readonly Atom[] {
  const quoted = /:\s*["']/.test(filter);
  const plain = filter
    .replace(QUOTED, (_all, _quote: string, inside: string) => inside.replace(/\\(.)/gsu, '$1'))
    .replace(/:\s+/, ':');
  return facetAtom(quoted ? plain.replace(/:-/, String.raw`:\-`) : plain, complain);
}
