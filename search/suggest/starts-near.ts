/** Shorter beginnings are near to everything. UTF-16 code units. */
const SHORTEST = 4;
const DIGIT = /\d/;

/**
 * Whether a text begins with what was typed but for one edit: a letter other, more, less, or two neighbours swapped.
 * Digits are meant as they are typed, and the first letter is.
 */
export function startsNear(typed: string, text: string): boolean {
  if (typed.length < SHORTEST) return false;
  let at = 0;
  while (at < typed.length && typed[at] === text[at]) at++;
  if (at === typed.length) return true;
  if (at === 0 || DIGIT.test(typed[at] ?? '')) return false;
  const rest = typed.slice(at + 1);
  return (
    text.startsWith(rest, at + 1) ||
    text.startsWith(rest, at) ||
    text.startsWith(typed.slice(at), at + 1) ||
    (typed[at] === text[at + 1] && typed[at + 1] === text[at] && text.startsWith(typed.slice(at + 2), at + 2))
  );
}
