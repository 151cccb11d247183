import { normaliseText } from './normalise.js';
import { splitMeasure } from './word-facts.js';

/**
 * Attributes that name an article, without case, spaces and punctuation (`Model Number` = `model_number`). A catalogue
 * map gives an attribute one of these names where a shop calls it otherwise.
 */
const IDENTIFIER_ATTRIBUTES: ReadonlySet<string> = new Set(
  `sku parentsku variantsku asin parentasin ean ean8 ean13 eancode gtin gtin8 gtin12 gtin13 gtin14 upc upca upccode jan barcode
   isbn isbn10 isbn13 mpn model modelno modelnumber modelid partno partnumber manufacturerpartnumber
   articleid articleno articlenumber itemid itemno itemnumber productid productcode productnumber`.split(
    /\s+/,
  ),
);

/** Longer texts name no article. UTF-16 code units, once normalised and joined. */
const LONGEST = 64;
const JOINERS = /[^\p{L}\p{N}]+/gu;
/** Trade item numbers are one number, however many zeros it is filled up with (GS1 General Specifications, 3.3). */
const FILLED_UP = /^0+(?=\d{8,}$)/;

const MIXED = /^(?=.*\d)(?=.*[a-z])[a-z\d]{5,}$/;
/** `airpods2`, `covid19`: a word and a small number. `100th`, `5000k`: a number and its sort. `8x10`: a size. */
const NO_IDENTIFIER = /^(?:[a-z]{4,}\d{1,2}|\d{1,4}[a-z]+|\d+(?:x\d+)+[a-z]*)$/;
/** Trade item numbers: EAN-8, UPC, EAN-13, GTIN-14, ISBN-10. */
const TRADE_NUMBER = /^(?:\d{8}|\d{12,14}|\d{9}[\dx])$/;
/** Shorter ones are years, sizes and amounts. */
const LONG_NUMBER = /^\d{6,}$/;

/** Whether products are found by the values of an attribute of this name. */
export function isIdentifierAttribute(name: string): boolean {
  return IDENTIFIER_ATTRIBUTES.has(name.toLowerCase().replace(JOINERS, ''));
}

/**
 * What an identifier is found by, however it is written: `WH-1000XM4`, `wh 1000 xm4` → `wh1000xm4`. Undefined where
 * nothing is left of it, and for what is too long to be one.
 */
export function identifierKey(text: string): string | undefined {
  // Joiners are dropped: a few between any two characters do no harm.
  if (text.length > 4 * LONGEST) return undefined;
  const key = normaliseText(text).replace(JOINERS, '').replace(FILLED_UP, '');
  return key === '' || key.length > LONGEST ? undefined : key;
}

/** Whether a joined, normalised word has the shape of a model or article number. */
export function looksLikeIdentifier(word: string): boolean {
  if (TRADE_NUMBER.test(word)) return true;
  return MIXED.test(word) && !NO_IDENTIFIER.test(word) && splitMeasure(word) === undefined;
}

/** A whole text taken as one identifier. */
export interface NamedBy {
  readonly key: string;
  /**
   * It has the shape of one. What has not (`12`, `2024`, `red-lamp`) names a product only where no text of the catalogue
   * holds a word of it: it is a word first.
   */
  readonly certain: boolean;
}

/** The identifier that a text may be as a whole; undefined where it is none. */
export function namedBy(text: string): NamedBy | undefined {
  const key = identifierKey(text);
  return key === undefined ? undefined : { key, certain: LONG_NUMBER.test(key) || looksLikeIdentifier(key) };
}
