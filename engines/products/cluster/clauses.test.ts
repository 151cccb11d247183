import { expect, test } from '@jest/globals';
import { analyseQuery, DEFAULT_FIELD_WEIGHTS } from '../../../mappings/index.js';
import { MOST_TOLERATED, tolerantQuery } from '../words/planned-words.js';
import { vocabularyOf } from '../words/vocabulary.js';
import { CLAUSES, COPIES, withinClauses } from './clauses.js';
import { membersBody } from './members-body.js';
import { wordQuery } from './word-query.js';

const numbers = Array.from({ length: 64 }, (_, i) => `qxz${1_000 + i}`);

test('no word goes, forms of the last ones do', () => {
  const typed = analyseQuery(numbers.join(' '));
  const kept = withinClauses(typed);
  expect(kept.map(({ terms }) => terms[0])).toEqual(numbers);
  expect(kept.slice(0, 10)).toEqual(typed.slice(0, 10));
  expect(kept.at(-1)?.terms).toHaveLength(1);
  expect(kept.flatMap(({ terms }) => terms)).toHaveLength(CLAUSES - MOST_TOLERATED);
  const few = analyseQuery('tv 12 oz wh 1000 xm4');
  expect(withinClauses(few)).toEqual(few);
});

test('a search holds each word as often as the budget says, tolerance included', () => {
  // Every word is mistyped, and can be completed in many ways.
  const vocabulary = vocabularyOf(
    Array.from({ length: 26 }, (_, i) => ({ word: `blanket${String.fromCharCode(97 + i)}`, count: 1 })),
  );
  for (const query of [
    numbers.join(' '),
    `blanketa1 blanketbb blanketcc ${numbers.slice(0, 58).join(' ')} blanket`,
  ]) {
    const { words } = tolerantQuery(withinClauses(analyseQuery(query)), () => false, [vocabulary]);
    const planned = words.flatMap((word) => {
      const asked = wordQuery(word, DEFAULT_FIELD_WEIGHTS, 'own');
      return asked === undefined ? [] : [{ query: asked, idf: 1, identifier: word.identifier }];
    });
    const engine = { words: planned, totalIdf: 9, best: 1, shareOfBest: 0.5, shareOfIdf: 0.4 };
    const members = {
      kind: 'union',
      words: { words: [], best: 1, engine },
      byMeaning: Uint32Array.of(1),
    } as const;
    const shape = {
      grouped: false,
      shards: 1,
      analyser: 'own',
      boundaries: new Map<string, number[]>(),
      built: 9,
      late: false,
    };
    const body = JSON.stringify(membersBody({ members, filters: [], facets: [], limit: 9 }, shape));
    const clauses = body.split('"combined_fields"').length - 1;
    expect(clauses).toBeLessThanOrEqual(COPIES * CLAUSES);
    expect(clauses).toBeGreaterThan(64 * 3);
  }
});
