import { decodeHTMLStrict } from 'entities';

const ELEMENTS = new Set(
  (
    'a abbr address area article aside audio b base bdi bdo big blockquote body br button canvas caption center ' +
    'cite code col colgroup data dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font ' +
    'footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li ' +
    'link main map mark marquee menu meta nav nobr noscript object ol optgroup option output p param picture pre ' +
    'progress q s samp script section select small source span strike strong style sub summary sup svg table tbody ' +
    'td template textarea tfoot th thead time title tr track tt u ul var video wbr xml'
  ).split(' '),
);

/** Elements whose end or start ends a line: a word never runs into the next block's. */
const INLINE = new Set(
  'a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q s samp small span strike strong sub sup tt u var wbr'.split(
    ' ',
  ),
);

/** No tag of a product text is longer, embedded pictures (`data:`) aside; bounds the search for its end. */
const MAX_TAG = 4096;
const ATTRIBUTE =
  /=|^\s*\/?$|^\s+(?:hidden|disabled|checked|selected|async|defer|controls|nowrap|noshade)\s*\/?$/i;
const ENTITY = /&(?:#\d|#x[\da-f]|[a-z][a-z\d]*;)/i;

/** Whether a text can hold markup at all. */
export const mayHoldMarkup = (text: string): boolean =>
  text.includes('<') || (text.includes('&') && text.includes(';'));

/**
 * Text of a piece of HTML: tags left out (block ends and `<br>` become newlines), scripts and styles with
 * their content, entities decoded, also twice-encoded ones. Only what is markup goes: known element names
 * with attribute syntax, so `size < 5` and `a<b and c>d` stay.
 */
export function htmlToText(html: string): string {
  let text = html;
  // Feeds encode markup up to twice; a third pass finds nothing in real files.
  for (let pass = 0; pass < 3; pass++) {
    const stripped = text.includes('<') ? stripTags(text) : text;
    const decoded = ENTITY.test(stripped) ? decodeHTMLStrict(stripped) : stripped;
    if (decoded === text) return text;
    text = decoded;
    if (!mayHoldMarkup(text)) return text;
  }
  return text;
}

interface Tag {
  /** Past its last character. */
  readonly end: number;
  readonly replacement: string;
}

function stripTags(text: string): string {
  const scanner = new TagScanner(text);
  let out = '';
  let from = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const tag = scanner.tagAt(at);
    if (tag === undefined) {
      at++;
      continue;
    }
    out += text.slice(from, at) + tag.replacement;
    from = at = tag.end;
  }
  return from === 0 ? text : out + text.slice(from);
}

/** Finds tags in time linear to the text: what was once looked for in vain is not looked for again. */
class TagScanner {
  readonly #text: string;
  readonly #absent = new Set<string>();
  #lower: string | undefined;
  /** Characters that searches may pass in vain; a text above it is made of broken tags and stays as it is. */
  #budget: number;

  constructor(text: string) {
    this.#text = text;
    this.#budget = 4 * text.length + 16 * MAX_TAG;
  }

  tagAt(at: number): Tag | undefined {
    const text = this.#text;
    if (this.#budget < 0) return undefined;
    const next = text.charCodeAt(at + 1);
    if (next === 0x21) return this.#declarationAt(at);
    const close = next === 0x2f;
    const nameStart = at + (close ? 2 : 1);
    let nameEnd = nameStart;
    while (isNameCharacter(text.charCodeAt(nameEnd)) && nameEnd - nameStart < 32) nameEnd++;
    if (nameEnd === nameStart) return undefined;
    const name = text.slice(nameStart, nameEnd).toLowerCase();
    // Word's `<o:p>` and custom elements are markup whatever their name.
    if (!ELEMENTS.has(name) && !/^[a-z][a-z\d]*[:-][a-z\d:-]+$/.test(name)) return undefined;
    const end = this.#tagEnd(nameEnd);
    if (end === -1 || !ATTRIBUTE.test(text.slice(nameEnd, end))) return undefined;
    if (!close && (name === 'script' || name === 'style')) {
      this.#lower ??= lowerAscii(text);
      const closing = this.#find(`</${name}`, end, this.#lower);
      const over = closing === -1 ? -1 : this.#find('>', closing);
      if (over !== -1) return { end: over + 1, replacement: '\n' };
    }
    return { end: end + 1, replacement: INLINE.has(name) ? '' : '\n' };
  }

  #declarationAt(at: number): Tag | undefined {
    const text = this.#text;
    if (text.startsWith('<!--', at)) {
      const end = this.#find('-->', at + 4);
      return end === -1 ? undefined : { end: end + 3, replacement: ' ' };
    }
    if (text.startsWith('<![CDATA[', at)) {
      const end = this.#find(']]>', at);
      return end === -1 ? undefined : { end: end + 3, replacement: text.slice(at + 9, end) };
    }
    if (/^<!doctype\s/i.test(text.slice(at, at + 10))) {
      const end = this.#find('>', at);
      return end === -1 ? undefined : { end: end + 1, replacement: ' ' };
    }
    return undefined;
  }

  /** Where the tag's `>` stands, quoted attribute values passed over; -1 where a `<` or the end comes first. */
  #tagEnd(from: number): number {
    const text = this.#text;
    let bound = Math.min(text.length, from + MAX_TAG);
    let i = from;
    for (; i < bound; i++) {
      const c = text.charCodeAt(i);
      if (c === 0x3e) return i;
      if (c === 0x3c) break;
      if (c !== 0x22 && c !== 0x27) continue;
      const closing = this.#find(text.charAt(i), i + 1);
      if (closing === -1) break;
      if (text.startsWith('data:', i + 1)) bound = Math.min(text.length, bound + closing - i);
      i = closing;
    }
    this.#budget -= Math.min(i, bound) - from;
    return -1;
  }

  #find(what: string, from: number, text = this.#text): number {
    if (this.#absent.has(what)) return -1;
    const at = text.indexOf(what, from);
    if (at === -1) this.#absent.add(what);
    return at;
  }
}

/** Lower case where lengths must not change: `İ` has two characters in lower case. */
const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const isNameCharacter = (c: number): boolean =>
  (c >= 0x61 && c <= 0x7a) ||
  (c >= 0x41 && c <= 0x5a) ||
  (c >= 0x30 && c <= 0x39) ||
  c === 0x3a ||
  c === 0x2d;
