import { fieldOf, type Atom, type Bounds, type Condition } from './condition.js';

const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?`;
const COMPARED = new RegExp(
  String.raw`^\s*(?<name>[^<>=!]+?)\s*(?<sign><=|>=|!=|<|>|=)\s*(?<number>${NUMBER})\s*$`,
  'i',
);
const BETWEEN = new RegExp(
  String.raw`^\s*(?<name>.+?)\s*:\s*(?<from>${NUMBER})\s+TO\s+(?<to>${NUMBER})\s*$`,
  'i',
);

/** Notes what is wrong with a filter, and stands for it: no atom. */
export type Complain = (message: string) => readonly [];

/** `attribute:value`, `attribute:-value` for "not"; a backslash before the hyphen makes it a part of the value. */
export function facetAtom(text: string, complain: Complain): readonly Atom[] {
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1)
    return complain(`"${text}": expected attribute:value, as in brand:Acme`);
  const value = text.slice(colon + 1);
  const negated = value.startsWith('-');
  const field = fieldOf(text.slice(0, colon).trim());
  return [{ kind: 'value', field, value: negated ? value.slice(1) : value.replace(/^\\-/, '-'), negated }];
}

/** `price>=10`, `price != 10`, `price:10 TO 20` (both ends included). */
export function numericAtom(text: string, complain: Complain): readonly Atom[] {
  const between = BETWEEN.exec(text)?.groups;
  if (between !== undefined) {
    const bounds = { gte: Number(between['from']), lte: Number(between['to']) };
    return [{ kind: 'range', field: fieldOf(between['name'] ?? ''), bounds, negated: false }];
  }
  const { name = '', sign = '', number } = COMPARED.exec(text)?.groups ?? {};
  if (number === undefined)
    return complain(`"${text}": expected a comparison with a number, as in price>=10 or price:10 TO 20`);
  const bounds = boundsOf(sign, Number(number));
  return [{ kind: 'range', field: fieldOf(name), bounds, negated: sign === '!=' }];
}

function boundsOf(sign: string, number: number): Bounds {
  switch (sign) {
    case '<':
      return { lt: number };
    case '<=':
      return { lte: number };
    case '>':
      return { gt: number };
    case '>=':
      return { gte: number };
    default:
      return { gte: number, lte: number };
  }
}

/** `facetFilters` or `numericFilters`: all of a list hold, one of a list within it. A lone text is a list of one. */
export function readFilters(
  filters: unknown,
  read: (text: string, complain: Complain) => readonly Atom[],
  complain: Complain,
): Condition[] {
  if (filters === undefined) return [];
  const all: unknown[] = Array.isArray(filters) ? filters : [filters];
  return all.flatMap((one): Condition[] => {
    const texts: unknown[] = Array.isArray(one) ? one : [one];
    const atoms = texts.flatMap((text) =>
      typeof text === 'string'
        ? read(text, complain)
        : complain('expected texts, or lists of texts of which one must hold'),
    );
    return atoms.length === 0 ? [] : [atoms];
  });
}
