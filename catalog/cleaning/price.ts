import { isRecord } from '../../base/index.js';
import { MAX_PRICE, MAX_PRICE_SMALL_UNIT, MAX_SCALAR_TEXT } from '../limits.js';
import { parseNumber } from './number.js';

const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** One unit of these is worth less than a cent of a euro. */
const SMALL_UNIT = new Set([
  'VND',
  'IDR',
  'IRR',
  'KRW',
  'LAK',
  'GNF',
  'UZS',
  'PYG',
  'COP',
  'KHR',
  'LBP',
  'MMK',
  'TZS',
  'UGX',
  'MGA',
  'IQD',
  'MNT',
  'NGN',
  'CLP',
  'HUF',
  'JPY',
]);

const digitsByCurrency = new Map<string, number>();

/** Decimals of a currency's prices: 2 of most, 3 of the dinars (`12.500 KWD` is twelve and a half). */
function fractionDigits(currency: string): number {
  const known = digitsByCurrency.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  digitsByCurrency.set(currency, digits);
  return digits;
}

/** Longest first: `R$` must not be read as `$`. Signs of several currencies (kr, Rs) name none. */
const SIGNS: readonly (readonly [string, string])[] = [
  ['US$', 'USD'], ['CA$', 'CAD'], ['AU$', 'AUD'], ['NZ$', 'NZD'], ['HK$', 'HKD'], ['NT$', 'TWD'], ['MX$', 'MXN'],
  ['R$', 'BRL'], ['C$', 'CAD'], ['A$', 'AUD'], ['S$', 'SGD'], ['€', 'EUR'], ['£', 'GBP'], ['¥', 'JPY'], ['￥', 'JPY'],
  ['₹', 'INR'], ['₽', 'RUB'], ['₩', 'KRW'], ['₺', 'TRY'], ['₴', 'UAH'], ['₫', 'VND'], ['₪', 'ILS'], ['฿', 'THB'],
  ['₱', 'PHP'], ['₦', 'NGN'], ['zł', 'PLN'], ['Kč', 'CZK'], ['Ft', 'HUF'], ['TL', 'TRY'], ['$', 'USD'],
]; // prettier-ignore

export interface ParsedPrice {
  readonly price: number;
  /** Named by a code or a sign in the text. */
  readonly currency?: string;
  /** The sign stands for several currencies (`$`, `¥`): a currency field knows better. */
  readonly ambiguous?: boolean;
}

/** An ISO 4217 code or a currency's sign as its code; undefined where it is neither. */
export function parseCurrency(text: string): string | undefined {
  const trimmed = text.trim();
  const code = trimmed.toUpperCase();
  if (CODES.has(code)) return code;
  return SIGNS.find(([sign]) => sign === trimmed)?.[1];
}

/**
 * A price: a number, a text such as `1.299,00 €`, `$1,299.00`, `1 299,00`, `USD 12`, `12,-`, `12/-`, or an object
 * `{value|amount|price, currency}`. A text with several numbers (a range) is not guessed at.
 * Returns a message where it is no price.
 */
export function parsePrice(value: unknown): ParsedPrice | string {
  if (typeof value === 'number') return { price: value };
  if (typeof value === 'string') return parsePriceText(value);
  if (isRecord(value)) {
    const amount = value['value'] ?? value['amount'] ?? value['price'];
    if (typeof amount !== 'number' && typeof amount !== 'string') return 'expected a number';
    const parsed = parsePrice(amount);
    const code = value['currency'] ?? value['currencyCode'] ?? value['currency_code'];
    const currency = typeof code === 'string' ? parseCurrency(code) : undefined;
    return typeof parsed === 'string' || currency === undefined ? parsed : { price: parsed.price, currency };
  }
  return 'expected a number or a text with one number';
}

function parsePriceText(input: string): ParsedPrice | string {
  if (input.length > MAX_SCALAR_TEXT) return 'expected one number, with or without a currency';
  let text = input.normalize('NFKC').trim();
  const direct = Number(text);
  if (text !== '' && Number.isFinite(direct) && !/[xob]/i.test(text)) return { price: direct };
  let currency: string | undefined;
  let ambiguous = false;
  // Lower-case words such as `all` and `top` are codes by accident; four that shops write are not.
  const code = /(?:^|[^\p{L}])([A-Z]{3}|eur|usd|gbp|chf)(?!\p{L})/u.exec(text)?.[1];
  if (code !== undefined && CODES.has(code.toUpperCase())) {
    currency = code.toUpperCase();
    text = text.replace(code, ' ');
  }
  for (const [sign, named] of SIGNS) {
    if (!text.includes(sign)) continue;
    ambiguous = currency === undefined && (sign === '$' || sign === '¥');
    currency ??= named;
    text = text.replace(sign, ' ');
    break;
  }
  const bare = text
    .replace(/(?<!\p{L})(?:kr|Fr|Rs)(?!\p{L})\.?/iu, ' ')
    .replace(/[,./][-–—]+\s*$/, '')
    .trim();
  const marked = currency !== undefined || bare !== text.trim();
  // People who write a currency group thousands, also with a point, unless its prices have three decimals.
  const pointGroups = marked && (currency === undefined || fractionDigits(currency) < 3);
  const price = parseNumber(bare.replace(/^([+-])\s+/, '$1'), pointGroups);
  if (price === undefined) return 'expected one number, with or without a currency';
  return { price, ...(currency === undefined ? {} : { currency }), ...(ambiguous ? { ambiguous } : {}) };
}

/** What is wrong with a price in this currency, if anything. */
export function priceProblem(price: number, currency: string | undefined): string | undefined {
  if (!Number.isFinite(price)) return 'expected a finite number';
  if (price < 0) return 'expected at least 0';
  const limit = currency !== undefined && SMALL_UNIT.has(currency) ? MAX_PRICE_SMALL_UNIT : MAX_PRICE;
  return price > limit ? `expected at most ${limit}` : undefined;
}
