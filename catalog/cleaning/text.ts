import { cut, quoteValue, type Repair, type RepairReason } from '../rows.js';
import { repairC1, repairMojibake } from './encoding.js';
import { htmlToText, mayHoldMarkup } from './html.js';

/** Collects what was put right in one row. */
export class Repairs {
  readonly list: Repair[];

  /** Starts with those of the row itself. */
  constructor(ofRow: readonly Repair[] = []) {
    this.list = [...ofRow];
  }

  add(field: string, reason: RepairReason, message: string, value?: unknown): void {
    this.list.push({ field, reason, message, ...(value === undefined ? {} : { value: quoteValue(value) }) });
  }
}

const PLAIN = /^[!-%'-;=-~]+(?: [!-%'-;=-~]+)*$/;
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
const HAS_CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/;
const HAS_C1 = /[\u0080-\u009f]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const HAS_LONE_SURROGATE = /\p{Surrogate}/u;
/** Byte order marks, zero-width spaces, soft hyphens, direction overrides: invisible, and they break words. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
/** White space that is not one plain space: most texts hold none and are not copied. */
const SPACES = /[^\S ]\s*|\s{2,}/g;

/**
 * One line of clean text: NFC, no markup, controls, lone surrogates or invisible characters, single spaces,
 * at most `limit` UTF-16 units. Empty when nothing is left. What carried meaning and changed is reported.
 */
export function cleanText(field: string, input: string, limit: number, repairs: Repairs): string {
  if (input.length <= limit && PLAIN.test(input)) return input;
  return limitText(field, collapse(toText(field, input, repairs)), limit, repairs);
}

/** The lines of a text, each cleaned, empty ones left out: for lists that come as one text. */
export function cleanLines(field: string, input: string, limit: number, repairs: Repairs): string[] {
  return toText(field, input, repairs)
    .split(/[\n\r\u2028\u2029]+/)
    .map((line) => limitText(field, collapse(line), limit, repairs))
    .filter((line) => line !== '');
}

/** An identifier: as it stands, but for surrounding space, controls and normal form. Markup is not looked for. */
export function cleanIdentifier(field: string, input: string, repairs: Repairs): string {
  if (PLAIN.test(input)) return input;
  return collapse(withoutControls(field, input, repairs).replace(INVISIBLE, '')).normalize('NFC');
}

const collapse = (text: string): string => text.replace(SPACES, ' ').trim();

function toText(field: string, input: string, repairs: Repairs): string {
  let text = withoutControls(field, input, repairs);
  const unmangled = repairMojibake(text);
  if (unmangled !== text) {
    repairs.add(field, 'mojibake', 'UTF-8 that had been read as Windows-1252 was put right', input);
    text = unmangled;
  }
  if (mayHoldMarkup(text)) {
    const plain = htmlToText(text);
    if (plain !== text) {
      repairs.add(field, 'html', 'HTML was turned into text', input);
      // A numeric entity can name a control character or a surrogate.
      text = withoutControls(field, plain, repairs);
    }
  }
  return text.replace(INVISIBLE, '').normalize('NFC');
}

function withoutControls(field: string, input: string, repairs: Repairs): string {
  let text = input;
  if (HAS_C1.test(text)) {
    text = repairC1(text);
    repairs.add(
      field,
      'encoding',
      'Windows-1252 punctuation that had been read as Latin-1 was put right',
      input,
    );
  }
  if (HAS_CONTROLS.test(text)) {
    text = text.replace(CONTROLS, ' ');
    repairs.add(field, 'control_characters', 'control characters were removed', input);
  }
  if (HAS_LONE_SURROGATE.test(text) || text.includes('\ufffd')) {
    text = text.replace(LONE_SURROGATE, '').replaceAll('\ufffd', '');
    repairs.add(
      field,
      'encoding',
      'characters broken by an earlier conversion were removed',
      wellFormed(input),
    );
  }
  return text;
}

const wellFormed = (text: string): string => text.replace(LONE_SURROGATE, '\ufffd');

function limitText(field: string, text: string, limit: number, repairs: Repairs): string {
  if (text.length <= limit) return text;
  repairs.add(field, 'too_long', `${text.length} characters; the first ${limit} were kept`, text);
  return cut(text, limit).trimEnd();
}
