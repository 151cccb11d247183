import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

/** The upper half of Windows-1252; its five holes stay the C1 controls they are in Latin-1. */
const CP1252 = Array.from({ length: 128 }, (_, i) => {
  const text = iconv.decode(Buffer.from([128 + i]), 'windows-1252');
  return text === '\ufffd' ? String.fromCharCode(128 + i) : text;
});
const CP1252_BYTE = new Map(CP1252.map((character, i) => [character, 128 + i]));

const RUNS = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]/g;

/** A lead byte of UTF-8 followed by a continuation byte, both read as Windows-1252: `Ã©`, `â€™`. */
const MOJIBAKE = new RegExp(
  `[\\u00c2-\\u00f4][${CP1252.slice(0, 64)
    .map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')}]`,
);

/**
 * A two-byte letter from past Latin with no such letter beside it: what `CAFÉ®` and `Weiß…` turn into, which are
 * correct. Greek letters do stand alone (Ω, µ), and no word ends in the Î or Ï that they would come from; ƒ, ˆ and ˜
 * are characters of Windows-1252 itself, and stand so in a text that was mangled twice.
 */
const LONE_LETTER =
  /(?<![\u0180-\uffff])(?![\u0370-\u03ff\u0192\u02c6\u02dc])[\u0180-\u07ff](?![\u0180-\uffff])/;
/** Two of them make a word, and beside words a lone letter is one too (`и`, `с`). */
const FAR_WORD = /(?:(?=[\u0180-\u07ff])\p{L}){2}/u;
/** What nobody can have written: `×½×¼`, read as two bytes each, names characters that do not exist. */
const UNASSIGNED = /(?=[\u0180-\u07ff])\p{Cn}/u;

export interface Decoded {
  readonly text: string;
  /** Bytes that are no UTF-8 were read as Windows-1252, for want of a better guess. */
  readonly repaired: boolean;
}

/** Bytes as UTF-8; what is not valid there, byte by byte, as Windows-1252 (of which Latin-1 text is a part). */
export function decodeUtf8(bytes: Buffer): Decoded {
  if (isAscii(bytes)) return { text: bytes.toString('latin1'), repaired: false };
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), repaired: false };
  return { text: bytes.toString('latin1').replace(RUNS, decodeRun), repaired: true };
}

function decodeRun(run: string): string {
  if (run.length > 1) {
    const bytes = Buffer.from(run, 'latin1');
    if (isUtf8(bytes)) return bytes.toString('utf8');
  }
  let text = '';
  for (let i = 0; i < run.length; i++) {
    const code = run.charCodeAt(i);
    text += code < 128 ? run.charAt(i) : (CP1252[code - 128] ?? '');
  }
  return text;
}

/** Bytes of a file that is taken for Windows-1252 throughout: it may as well be Cyrillic, and the report says so. */
export const decodeCp1252 = (bytes: Buffer): Decoded =>
  isAscii(bytes)
    ? { text: bytes.toString('latin1'), repaired: false }
    : { text: bytes.toString('latin1').replace(/[\x80-\x9f]/g, decodeRun), repaired: true };

/** Whether bytes can be read by this name (`windows-1251`, `Shift_JIS`, `GBK`; case and dashes do not matter). */
export const isEncoding = (name: string): boolean =>
  iconv.encodingExists(name) && !/^(?:base64|hex)$/.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''));

/**
 * Text whose UTF-8 bytes were once read as Windows-1252 (`CafÃ©`), put right (`Café`); otherwise the text
 * itself. Certain means: every character is one of Windows-1252, all bytes together are valid UTF-8, and what
 * they say is no letter of a far script that stands alone. A correct text passes only by holding such a pair
 * that spells a Latin letter or a sign, and no other accented letter.
 */
export function repairMojibake(text: string): string {
  let current = text;
  // Twice: files that went through the mistake two times exist.
  for (let pass = 0; pass < 2; pass++) {
    if (!MOJIBAKE.test(current)) return current;
    const bytes = Buffer.allocUnsafe(current.length);
    for (let i = 0; i < current.length; i++) {
      const code = current.charCodeAt(i);
      const byte = code < 128 ? code : CP1252_BYTE.get(current.charAt(i));
      if (byte === undefined) return current;
      bytes[i] = byte;
    }
    if (!isUtf8(bytes)) return current;
    const decoded = bytes.toString('utf8');
    if (!isPlausible(decoded)) return current;
    current = decoded;
  }
  return current;
}

const isPlausible = (decoded: string): boolean =>
  !UNASSIGNED.test(decoded) && (!LONE_LETTER.test(decoded) || FAR_WORD.test(decoded));

/** C1 controls in a text are Windows-1252 punctuation read as Latin-1: `\u0092` is an apostrophe. */
export const repairC1 = (text: string): string =>
  text.replace(/[\u0080-\u009f]/g, (c) => CP1252[c.charCodeAt(0) - 128] ?? '');
