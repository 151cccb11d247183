/**
 * A row (a line, a CSV record, an element of a JSON array) above this many bytes is rejected and skipped
 * without being held. 1 MiB: a hundred times a long description, and small enough for flat memory.
 */
export const MAX_ROW_BYTES = 1_048_576;

/** A quoted CSV field may span this many lines; past it the opening quote is taken for a mistake. */
export const MAX_RECORD_LINES = 1000;

/** Characters of a rejected row that are kept for the report; its full length is said beside it. */
export const MAX_REPORTED_ROW = 10_000;

/** Characters of a value that a repair quotes. */
export const MAX_REPORTED_VALUE = 500;

/** Rows in one batch of `readCatalog` at most: enough to amortise a promise, a few MB at worst usual size. */
export const BATCH_ROWS = 1000;

/** Bytes of text looked at to tell format, encoding and delimiter. */
export const SNIFF_BYTES = 65_536;

/** Bytes of UTF-8; what Elasticsearch allows for `_id`. */
export const MAX_ID_BYTES = 512;

/** Characters (UTF-16 units) a text field keeps. Embedders read about 2,000 of them; the rest is display. */
export const MAX_TEXT = {
  title: 500,
  brand: 200,
  color: 200,
  size: 200,
  description: 20_000,
  bullet: 2_000,
  category: 200,
  url: 2_048,
  attributeName: 100,
  attribute: 2_000,
} as const;

/** Entries a list field keeps: more is a feed's mistake and makes facets useless. */
export const MAX_ENTRIES = { bullets: 50, category: 12, attributes: 200, attribute: 100 } as const;

/** Characters of a text that can be a number, a price, a date or a state; keeps what looks for them quick. */
export const MAX_SCALAR_TEXT = 100;

/** In units of the currency. No shop's shelf price lies above ten million euros. */
export const MAX_PRICE = 10_000_000;

/** The same for currencies whose unit is worth less than a cent (10 million dong are 350 euros). */
export const MAX_PRICE_SMALL_UNIT = 10_000_000_000;

/** A product dated further ahead than a year (in ms) is a mistake, not a preorder. */
export const MAX_FUTURE_MS = 366 * 86_400_000;

/** Above the population of the earth nobody rated it. */
export const MAX_RATING_COUNT = 10_000_000_000;

/** Distinct unknown fields that are counted by name: keys that are data must not fill the memory. */
export const MAX_UNKNOWN_FIELDS = 1000;
