import { AVAILABILITIES, type Availability } from '../product.js';
import { MAX_RATING_COUNT, MAX_SCALAR_TEXT, MAX_TEXT } from '../limits.js';
import { parseNumber } from './number.js';

const STATES: Readonly<Record<Availability, string>> = {
  in_stock:
    'instock available availablenow yes y true onstock stock lowstock limitedavailability limitedstock instoreonly onlineonly auflager lieferbar verfügbar enstock disponible',
  out_of_stock:
    'outofstock soldout unavailable notavailable currentlyunavailable no n false nostock oos ausverkauft nichtverfügbar épuisé agotado reserved',
  preorder: 'preorder presale comingsoon vorbestellbar',
  backorder: 'backorder backordered onbackorder availableforbackorder madetoorder',
  discontinued: 'discontinued endoflife eol obsolete nolongeravailable',
};
const SYNONYMS = new Map(
  AVAILABILITIES.flatMap((state) => [
    [state.replaceAll('_', ''), state] as const,
    ...STATES[state].split(' ').map((name) => [name, state] as const),
  ]),
);

/**
 * An availability from its many spellings: `In Stock`, `https://schema.org/InStock`, booleans, 0 and 1, or a
 * stock level (a count of pieces; none are left where it is negative). Undefined where it is none.
 */
export function parseAvailability(value: unknown): Availability | undefined {
  if (typeof value === 'boolean') return value ? 'in_stock' : 'out_of_stock';
  const level = stockLevel(value);
  if (level !== undefined) return level > 0 ? 'in_stock' : 'out_of_stock';
  if (typeof value !== 'string' || value.length > MAX_SCALAR_TEXT) return undefined;
  const name = value
    .normalize('NFC')
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?schema\.org\//, '')
    .replace(/[\s_-]+/g, '');
  return SYNONYMS.get(name);
}

/** The pieces in stock, from a number or its text with its sign; below zero where more were sold than there were. */
export function stockLevel(value: unknown): number | undefined {
  const level = typeof value === 'string' ? parseNumber(value.replace(/^\s*\u2212/, '-')) : value;
  return typeof level === 'number' && !Number.isNaN(level) ? level : undefined;
}

/** A rating of 0..5; `4,5`, `4.5/5` and `4.5 out of 5` are read, another scale is not guessed at. */
export function parseRating(value: unknown): number | undefined {
  if (typeof value === 'string' && value.length > MAX_SCALAR_TEXT) return undefined;
  const bare =
    typeof value === 'string'
      ? parseNumber(
          value.replace(/\s*(?:\/|out of|of|von|sur)\s*5(?:[.,]0)?(?:\s*stars)?\s*$|\s*stars\s*$/i, ''),
        )
      : value;
  return typeof bare === 'number' && bare >= 0 && bare <= 5 ? bare : undefined;
}

/** A whole number of ratings; `1,234`, `1.234` and `(1 234)` are read. */
export function parseRatingCount(value: unknown): number | undefined {
  if (typeof value === 'string' && value.length > MAX_SCALAR_TEXT) return undefined;
  const bare =
    typeof value === 'string' ? parseNumber(value.replace(/^\s*\(([^()]*)\)\s*$/, '$1'), true) : value;
  return typeof bare === 'number' && Number.isInteger(bare) && bare >= 0 && bare <= MAX_RATING_COUNT
    ? bare
    : undefined;
}

const SIMPLE_URL =
  /^https?:\/\/[a-z0-9](?:[a-z0-9-]*\.)*[a-z0-9-]+(?::\d{1,5})?(?:[/?#][!#-;=?-[\]_a-z~]*)?$/i;

/** Only where a run of marks begins: from within one, every start would run to its end. */
const BETWEEN_URLS = /(?<![\s,;|])[\s,;|]+(?=https?:\/\/)/i;

/** The addresses of a field: entries of a list, or of a text that holds several (`https://a/1.jpg, https://a/2.jpg`). */
export function urlList(value: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((entry) =>
    typeof entry === 'string' ? entry.split(BETWEEN_URLS).filter((url) => url !== '') : [entry],
  );
}

/** An absolute http(s) address without credentials; `//host/…` is taken as https, `&amp;` as `&`. Undefined where it is none. */
export function parseUrl(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim().replaceAll('&amp;', '&');
  if (text.length > MAX_TEXT.url) return undefined;
  if (SIMPLE_URL.test(text)) return text;
  const absolute = text.startsWith('//') ? `https:${text}` : text;
  if (!/^https?:\/\//i.test(absolute) || !URL.canParse(absolute)) return undefined;
  const url = new URL(absolute);
  return url.username === '' && url.password === '' && url.href.length <= MAX_TEXT.url ? url.href : undefined;
}
