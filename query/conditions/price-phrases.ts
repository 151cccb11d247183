import { MARKED, money, readMoney, type Money } from './money.js';
import type { PhraseRule } from './phrases.js';

export type Bound = 'gte' | 'gt' | 'lte' | 'lt';

export interface PriceBound {
  readonly bound: Bound;
  readonly amount: Money;
}

/** A bare number below these is as likely an age or a size. In whatever currency. */
const BARE_LEAST = 50;
const BARE_LEAST_FOR = 20;

const ABOUT = 'prices?|priced(?: at)?|costing|costs?|budget|for|at';
/** Behind a negation a bound means its opposite: it is left to the words. */
const START =
  '(?<![\\p{L}\\p{N}$€£-])' +
  `(?<!(?<![\\p{L}\\p{N}])(?:not|no|never|isn't|aren't) (?:(?:${ABOUT}|between|from) ){0,2})`;
const SAID = `(?:(?<said>${ABOUT}) )?`;
const UPPER =
  '(?<upper>under|below|less than|cheaper than|up to|at most|(?:no|not) more than|max(?:imum)?|<=?)';
const LOWER = '(?<lower>over|above|more than|at least|starting at|from|min(?:imum)?|>=?)';
const BEHIND =
  '(?<less>(?:or|and) (?:less|under|below|cheaper)|max(?:imum)?)|(?<more>(?:or|and) (?:more|up|above|over|higher)|\\+)';
const INCLUSIVE = /^(?:up to|at most|no|not|max|at least|starting|from|min|<=|>=)/i;

/** One of two prices (`under $500 or $600`) is no certain bound. */
const ALONE = `(?! ?(?:or|and|to|/|-|–) ?${MARKED})`;

const phrase = (pattern: string): RegExp => new RegExp(`${START}${pattern}${ALONE}`, 'giu');

/** Ranges, bounds said behind the amount, bounds said before it: the more telling phrase is taken first. */
export const PRICE_RULES: readonly PhraseRule<readonly PriceBound[]>[] = [
  {
    pattern: phrase(
      `${SAID}(?:(?<start>between|from) )?${money('low')} ?(?<joint>-|–|to|and) ?${money('high')}`,
    ),
    read: (groups) => {
      const [low, high] = [readMoney(groups, 'low'), readMoney(groups, 'high')];
      const currencies = low.currencies ?? high.currencies;
      if (currencies === undefined || low.value >= high.value) return undefined;
      // Two prices side by side are no range.
      if (/and/i.test(groups['joint'] ?? '') && !/between/i.test(groups['start'] ?? '')) return undefined;
      return [
        { bound: 'gte', amount: { currencies, value: low.value } },
        { bound: 'lte', amount: { currencies: high.currencies ?? currencies, value: high.value } },
      ];
    },
  },
  {
    // `over $20 and under $50` says two bounds before their amounts.
    pattern: phrase(`${SAID}${money('amount')} ?(?:${BEHIND})(?![\\p{L}\\p{N}]| ?${MARKED})`),
    read: (groups) => {
      const amount = readMoney(groups, 'amount');
      if (amount.currencies === undefined) return undefined;
      return [{ bound: groups['less'] === undefined ? 'gte' : 'lte', amount }];
    },
  },
  {
    pattern: phrase(`${SAID}${UPPER} ?${money('amount')}`),
    read: (groups, { last }) => {
      const amount = readMoney(groups, 'amount');
      const said = groups['upper'] ?? '';
      if (amount.currencies === undefined && !meansPrice(groups['said'], said, amount.value, last))
        return undefined;
      return [{ bound: INCLUSIVE.test(said) ? 'lte' : 'lt', amount }];
    },
  },
  {
    pattern: phrase(`${SAID}${LOWER} ?${money('amount')}`),
    read: (groups) => {
      const amount = readMoney(groups, 'amount');
      if (amount.currencies === undefined) return undefined;
      return [{ bound: INCLUSIVE.test(groups['lower'] ?? '') ? 'gte' : 'gt', amount }];
    },
  },
];

/** Whether a number without a currency is one of money: by the words before it, or alone at the end and no age. */
function meansPrice(said: string | undefined, upper: string, value: number, last: boolean): boolean {
  if (/^(?:price|cost|budget)/i.test(said ?? '') || /^cheaper/i.test(upper)) return true;
  if (!last || !/^(?:under|below|less)/i.test(upper)) return false;
  return value >= (/^for$/i.test(said ?? '') ? BARE_LEAST_FOR : BARE_LEAST);
}
