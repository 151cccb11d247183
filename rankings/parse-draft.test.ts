import { expect, test } from '@jest/globals';
import { parseDraft } from './parse-draft.js';

async function mistakes(draft: unknown): Promise<string[]> {
  try {
    await parseDraft(draft);
    return [];
  } catch (error) {
    expect((error as { code?: unknown }).code).toBe('bad_request');
    return (error as { errors: readonly { path: string }[] }).errors.map(({ path }) => path);
  }
}

test('a draft may say anything or nothing; what is left out has its default', async () => {
  expect(await parseDraft({})).toEqual({});
  expect(await parseDraft({ synonyms: [{ id: 's', words: ['a1', 'b1'] }], rules: [] })).toEqual({
    synonyms: [{ id: 's', words: ['a1', 'b1'], factor: 0.8 }],
    rules: [],
  });
});

test('every mistake is named by its path, in whatever part it is', async () => {
  const draft = {
    name: 'No Name',
    profile: { fusion: { kind: 'linear' }, weights: {}, personalMoves: 1 },
    synonyms: [
      { id: 's1', words: ['sofa', 'Sofas'] },
      { id: 's1', from: ['a1'] },
      { id: 's3', words: ['x1', '?!'], from: ['x'], to: ['y'] },
      { id: 's4', from: ['tv'], to: ['one two three four five six seven'] },
    ],
    stopWords: ['cheap', 'very cheap'],
    rules: [
      {
        id: 'r1',
        then: {
          pin: [
            { id: 'p', position: 1 },
            { id: 'q', position: 1 },
          ],
          bury: [{ ids: ['p'] }],
        },
      },
      {
        id: 'r1',
        when: { query: { is: ['!'] }, from: '2026-01-02T00:00:00Z', until: '2026-01-02T00:00:00Z' },
        then: { redirect: '/x' },
      },
      { id: 'r3', then: { filter: { brand: [] }, boost: [{ positions: 3 }], add: true } },
      {
        id: 'r4',
        when: { category: 'Shoes' },
        then: { filter: { brand: ['A'] }, pin: [{ id: 'p', position: 1 }], add: true },
      },
    ],
    more: 1,
  };
  expect((await mistakes(draft)).sort()).toEqual(
    [
      'name',
      'more',
      ...['lexical', 'vector', 'personal', 'sequence', 'affinity', 'popularity', 'quality'].map(
        (s) => `profile.weights.${s}`,
      ),
      'synonyms.0.words.1',
      'synonyms.1.id',
      'synonyms.1',
      'synonyms.2',
      'synonyms.2.words.1',
      'synonyms.3.to.0',
      'stopWords.1',
      'rules.0.then.pin.1.position',
      'rules.0.then.bury.0.ids.0',
      'rules.1.id',
      'rules.1.when.query.is.0',
      'rules.1.when.until',
      'rules.2.then.boost.0',
      'rules.2.then.filter.brand',
      'rules.2.then.add',
      'rules.3.then.filter',
      'rules.3.then.add',
    ].sort(),
  );
});

test.each([
  ['/sale', true],
  ['https://shop.example/sale?a=b', true],
  ['javascript:alert(1)', false],
  ['//elsewhere.example', false],
  ['/\\elsewhere.example', false],
  ['sale', false],
  ['https://', false],
])('a redirect to %s: %s', async (redirect, fine) => {
  expect(await mistakes({ rules: [{ id: 'r', then: { redirect } }] })).toEqual(
    fine ? [] : ['rules.0.then.redirect'],
  );
});

test('a time without its zone, a rule without an action', async () => {
  expect(await mistakes({ rules: [{ id: 'r', when: { from: '2026-01-01T00:00:00' }, then: {} }] })).toEqual([
    'rules.0.when.from',
    'rules.0.then',
  ]);
});

test('one-way synonyms in a circle; both ways is a circle, a chain or a diamond is none', async () => {
  const oneWay = (...pairs: readonly (readonly [string, string])[]) =>
    mistakes({ synonyms: pairs.map(([from, to], i) => ({ id: `s${i}`, from: [from], to: [to] })) });
  expect(await oneWay(['sofa', 'couch'], ['couches', 'settee'])).toEqual([]);
  expect(await oneWay(['a1', 'b1'], ['a1', 'c1'], ['b1', 'd1'], ['c1', 'd1'])).toEqual([]);
  expect(await oneWay(['sofa', 'couch'], ['couches', 'sofas'])).toEqual(['synonyms.1.to.0']);
  expect(await oneWay(['a1', 'b1'], ['b1', 'c1'], ['c1', 'a1'])).toEqual(['synonyms.2.to.0']);
  expect(await oneWay(['a1', 'A1'])).toEqual(['synonyms.0.to.0']);
});

test('what is no object is said to be none', async () => {
  for (const draft of [null, [], 'x', 3]) expect(await mistakes(draft)).toEqual(['']);
});
