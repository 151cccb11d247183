/** A stretch of normalised text that belongs together. */
export interface Token {
  /** `run`: a script that writes no spaces. */
  readonly kind: 'word' | 'run' | 'emoji';
  /** The whole token without its joiners: `wh1000xm4` of `wh-1000xm4`. */
  readonly joined: string;
  /** As it stands in the text: `wh-1000xm4`. */
  readonly source: string;
  /** What stands between the joiners; undefined for the usual token of one part. */
  readonly parts: readonly string[] | undefined;
  /** True when only white space lies between the token before and this one. */
  readonly adjacent: boolean;
  /** Where it stands in the text, [start, end). UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

const SEPARATOR = 0;
const LETTER = 1;
const DIGIT = 2;
const RUN = 3;
const EMOJI = 4;
const APOSTROPHE = 5;
const HYPHEN = 6;
const POINT = 7;
const INCH = 8;
const SPACE = 9;
const UNKNOWN = 255;

const SPACELESS =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const WORDLIKE = /[\p{L}\p{M}\p{N}]/u;

/** Classes of the basic plane, found as characters come by. */
const classes = new Uint8Array(0x10000).fill(UNKNOWN);
for (let code = 0; code < 128; code++) classes[code] = SEPARATOR;
for (const [members, value] of [
  ['abcdefghijklmnopqrstuvwxyz', LETTER],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', LETTER],
  ['0123456789', DIGIT],
  [' \t\n\r\f\v', SPACE],
  ["'", APOSTROPHE],
  ['-_&', HYPHEN],
  ['.,/', POINT],
  ['"', INCH],
] as const) {
  for (const member of members) classes[member.charCodeAt(0)] = value;
}

function classify(character: string): number {
  if (WORDLIKE.test(character)) return SPACELESS.test(character) ? RUN : LETTER;
  if (/\s/u.test(character)) return SPACE;
  return /\p{Extended_Pictographic}/u.test(character) ? EMOJI : SEPARATOR;
}

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0xd800 && code <= 0xdfff) {
    // The second half of a pair has the class of the pair; lone halves were removed by normaliseText.
    const start = code >= 0xdc00 && at > 0 ? at - 1 : at;
    const value = classify(String.fromCodePoint(text.codePointAt(start) ?? 0x20));
    return value;
  }
  let value = classes[code] as number;
  if (value === UNKNOWN) {
    value = classify(String.fromCharCode(code));
    classes[code] = value;
  }
  return value;
}

/** Cuts normalised text into tokens. Linear in the text. */
export function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let adjacent = false;
  let at = 0;
  while (at < text.length) {
    const kind = classAt(text, at);
    if (kind === LETTER || kind === DIGIT) {
      at = scanWord(text, at, adjacent, tokens);
      adjacent = true;
      if (at < text.length && classAt(text, at) === INCH && classAt(text, at - 1) === DIGIT) {
        tokens.push({
          kind: 'word',
          joined: 'inch',
          source: 'inch',
          parts: undefined,
          adjacent: true,
          start: at,
          end: at + 1,
        });
        at++;
      }
    } else if (kind === RUN || kind === EMOJI) {
      const start = at;
      while (at < text.length && classAt(text, at) === kind) at++;
      const joined = text.slice(start, at);
      tokens.push({
        kind: kind === RUN ? 'run' : 'emoji',
        joined,
        source: joined,
        parts: undefined,
        adjacent,
        start,
        end: at,
      });
      adjacent = true;
    } else {
      if (kind !== SPACE) adjacent = false;
      at++;
    }
  }
  return tokens;
}

/** Pushes the token that starts at `start` and answers where it ends. */
function scanWord(text: string, start: number, adjacent: boolean, tokens: Token[]): number {
  let at = start + 1;
  while (at < text.length && isWord(classAt(text, at))) at++;
  if (at >= text.length || !continues(text, at)) {
    const joined = text.slice(start, at);
    tokens.push({ kind: 'word', joined, source: joined, parts: undefined, adjacent, start, end: at });
    return at;
  }
  const parts: string[] = [];
  let part = text.slice(start, at);
  while (at < text.length && continues(text, at)) {
    const joiner = classAt(text, at);
    const from = at + 1;
    at = from;
    while (at < text.length && isWord(classAt(text, at))) at++;
    const piece = text.slice(from, at);
    if (joiner === HYPHEN) {
      parts.push(part);
      part = piece;
    } else if (joiner === APOSTROPHE) {
      // women's = women; don't = dont; l'oreal = loreal, found by oreal too.
      if (piece === 's') continue;
      if (part.length === 1 && piece.length > 2) parts.push('');
      part += piece;
    } else {
      const mark = text[from - 1];
      part += mark === ',' || !isDigit(piece, 0) ? piece : `${mark ?? ''}${piece}`;
    }
  }
  parts.push(part);
  const joined = parts.join('');
  const whole = parts.length === 1;
  const split = parts.includes('') ? elided(parts) : parts;
  const source = text.slice(start, at);
  tokens.push({ kind: 'word', joined, source, parts: whole ? undefined : split, adjacent, start, end: at });
  return at;
}

/** After an elision (l', d', o') the rest of the word is a part as well. */
function elided(parts: readonly string[]): string[] {
  return parts.flatMap((part, i) => (part === '' ? [] : parts[i - 1] === '' ? [part.slice(1)] : [part]));
}

function isWord(kind: number): boolean {
  return kind === LETTER || kind === DIGIT;
}

function isDigit(text: string, at: number): boolean {
  return classAt(text, at) === DIGIT;
}

/** Whether the character at `at`, which follows a word character, joins it to the next one. */
function continues(text: string, at: number): boolean {
  if (at + 1 >= text.length) return false;
  const kind = classAt(text, at);
  if (kind === APOSTROPHE || kind === HYPHEN) return isWord(classAt(text, at + 1));
  if (kind !== POINT) return false;
  const next = classAt(text, at + 1);
  if (isDigit(text, at - 1) && next === DIGIT) return text[at] !== ',' || isThousand(text, at);
  // u.s.a: single letters between points.
  return text[at] === '.' && next === LETTER && isLone(text, at - 1) && isLone(text, at + 1);
}

function isThousand(text: string, comma: number): boolean {
  for (let i = comma + 1; i <= comma + 3; i++) if (i >= text.length || !isDigit(text, i)) return false;
  return comma + 4 >= text.length || !isDigit(text, comma + 4);
}

function isLone(text: string, at: number): boolean {
  const before = at === 0 || !isWord(classAt(text, at - 1));
  const after = at + 1 >= text.length || !isWord(classAt(text, at + 1));
  return before && after && classAt(text, at) === LETTER;
}
