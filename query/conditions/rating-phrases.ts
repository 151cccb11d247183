import type { PhraseRule } from './phrases.js';

export interface RatingBound {
  readonly bound: 'gte' | 'gt';
  readonly stars: number;
}

const START = '(?<![\\p{L}\\p{N}.,-])(?:(?:rated|rating|with|and) ){0,2}';
const STARS = '(?<stars>[1-5](?:[.,]\\d)?)';
const END = '(?![\\p{L}\\p{N}])';
const MORE = '(?:\\+|plus|(?:and|or|&) (?:up|above|more|better|higher|over))';

const bound =
  (name: RatingBound['bound']): PhraseRule<RatingBound>['read'] =>
  ({ stars = '' }) => {
    const value = Number(stars.replace(',', '.'));
    return value <= 5 ? { bound: name, stars: value } : undefined;
  };

/** `4 stars and up`, `4+ stars`, `at least 4 stars`, `over 4 stars`: a number of stars alone may be a name. */
export const RATING_RULES: readonly PhraseRule<RatingBound>[] = [
  { pattern: new RegExp(`${START}${STARS} ?-?stars? ?${MORE}${END}`, 'giu'), read: bound('gte') },
  { pattern: new RegExp(`${START}${STARS} ?${MORE} ?stars?${END}`, 'giu'), read: bound('gte') },
  {
    pattern: new RegExp(`${START}(?:at least|min(?:imum)?) ${STARS} ?stars?${END}`, 'giu'),
    read: bound('gte'),
  },
  {
    pattern: new RegExp(`${START}(?:over|above|more than) ${STARS} ?stars?${END}`, 'giu'),
    read: bound('gt'),
  },
];
