const SEPARATORS = /[-._/#]/g;
const ALPHANUMERIC = /^[a-z0-9]+$/;
// 500gb, 24-pack, 2.4ghz: a measure.
const MEASURE = /^\d{1,4}[a-z]+$/;
// 10x20cm: a size.
const SIZE = /^\d+(x\d+)+[a-z]*$/;
// iphone12, usb3.0: a word and its number.
const NUMBERED_WORD = /^[a-z]+\d{1,2}$/;
/** Shorter ones are more often a size, a year or an amount than one product. Letters and digits. */
const SHORTEST = 5;
const SHORTEST_NUMBER = 6;

/** Does the whole text name one article, as `WH-1000XM4`, `B07XJ8C8F5` or a GTIN does? */
export function isIdentifier(text: string): boolean {
  const folded = text.toLowerCase().replace(SEPARATORS, '');
  if (!ALPHANUMERIC.test(folded) || folded.length < SHORTEST) return false;
  const digits = folded.replace(/[a-z]/g, '').length;
  if (digits === folded.length) return digits >= SHORTEST_NUMBER;
  if (digits < 2) return false;
  return !MEASURE.test(folded) && !SIZE.test(folded) && !NUMBERED_WORD.test(folded);
}
