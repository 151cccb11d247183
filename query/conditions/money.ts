/** Signs and words before or after an amount, each with the currencies that it may mean. */
const DOLLARS = ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD'];
const CURRENCIES: readonly (readonly [pattern: string, codes: readonly string[]])[] = [
  ['(?:us ?)?\\$', DOLLARS],
  ['dollars?|bucks', DOLLARS],
  ['€|euros?', ['EUR']],
  // Pounds are a weight too.
  ['£|quid', ['GBP']],
  ['¥|yen', ['JPY']],
  ['₹|rupees?', ['INR']],
  ...['usd', 'eur', 'gbp', 'cad', 'aud', 'chf', 'jpy', 'inr', 'sek', 'nok', 'dkk', 'pln'].map(
    (code) => [code, [code.toUpperCase()]] as const,
  ),
];
const MARK = CURRENCIES.map(([pattern]) => pattern).join('|');
/** 1.299,00; 1,299 and 1,299.00; 1299, 19.99 and 19,99. Longer ones are article numbers. */
const NUMBER =
  '\\d{1,3}(?:\\.\\d{3}){1,2},\\d{2}|\\d{1,3}(?:,\\d{3}){1,2}(?:\\.\\d{2})?|\\d{1,7}(?:[.,]\\d{2})?';

/** Pattern of an amount, its groups named by `name`. It ends where its number does: 50ml and 1.5 are none. */
export const money = (name: string): string =>
  `(?:(?<${name}Before>${MARK}) ?)?(?<${name}>${NUMBER})(?: ?(?<${name}After>${MARK}))?(?![\\p{L}\\p{N}%"'/]|[.,]\\d)`;

/** Pattern of an amount that a sign or a word of money stands by, without groups. */
export const MARKED = `(?:(?:${MARK}) ?(?:${NUMBER})|(?:${NUMBER}) ?(?:${MARK}))`;

export interface Money {
  readonly value: number;
  /** Codes that its sign or word may mean; undefined where none stands by it. */
  readonly currencies: readonly string[] | undefined;
}

/** The amount that the groups of {@link money} hold. */
export function readMoney(groups: Readonly<Record<string, string | undefined>>, name: string): Money {
  const digits = groups[name] ?? '';
  // A comma before two digits ends the whole units, and dots part their thousands.
  const plain = /,\d{2}$/.test(digits)
    ? digits.replaceAll('.', '').replace(',', '.')
    : digits.replaceAll(',', '');
  const value = Number(plain);
  const mark = groups[`${name}Before`] ?? groups[`${name}After`];
  return { value, currencies: mark === undefined ? undefined : codesOf(mark) };
}

function codesOf(mark: string): readonly string[] | undefined {
  return CURRENCIES.find(([pattern]) => new RegExp(`^(?:${pattern})$`, 'iu').test(mark))?.[1];
}
