/** One kind of phrase: what it says is read from its groups, undefined where it is not certain. */
export interface PhraseRule<T> {
  /** Global, bounded everywhere: reading is linear in the text. */
  readonly pattern: RegExp;
  readonly read: (groups: Readonly<Record<string, string | undefined>>, place: Place) => T | undefined;
}

export interface Place {
  /** Nothing else stands behind it. */
  readonly last: boolean;
}

export interface FoundPhrase<T> {
  readonly text: string;
  readonly says: T;
}

/** Stands where a phrase was taken out, so that what lies around it makes no other phrase. */
const GAP = '\u0000';
/** What may stand behind the last words. */
const NOTHING = new Set([' ', GAP, ',', ';', ':', '&']);
const GAPS = /[\s\0]+/gu;
/** What joined a phrase to its neighbours: it joins nothing any more. */
const JOINTS = /(?<![\p{L}\p{N}])(?:and|but|with) (?=\0)|(?<=^\0 ?)(?:and|but) /giu;
const LOOSE = /^[\s,;:&]+|[\s,;:&]+$/gu;

/** Takes the phrases of some rules out of a text, those of earlier rules first. Where they stood the text has gaps. */
export function takePhrases<T>(
  text: string,
  rules: readonly PhraseRule<T>[],
): { readonly text: string; readonly found: readonly FoundPhrase<T>[] } {
  const found: FoundPhrase<T>[] = [];
  let left = text;
  for (const { pattern, read } of rules) {
    const end = contentEnd(left);
    left = left.replace(pattern, (...matched: unknown[]) => {
      const [phrase] = matched as [string];
      const groups = matched.at(-1) as Record<string, string | undefined>;
      const at = matched.at(-3) as number;
      const says = read(groups, { last: at + phrase.length >= end });
      if (says === undefined) return phrase;
      found.push({ text: phrase.trim(), says });
      return GAP;
    });
  }
  return { text: left, found };
}

/** What is left of a text, as one would have typed it without the phrases that were taken out. */
export function closeGaps(text: string): string {
  return text
    .replace(JOINTS, '')
    .replace(GAPS, ' ')
    .replace(/ (?=[,;:])/g, '')
    .replace(LOOSE, '');
}

function contentEnd(text: string): number {
  let end = text.length;
  while (end > 0 && NOTHING.has(text.charAt(end - 1))) end--;
  return end;
}
