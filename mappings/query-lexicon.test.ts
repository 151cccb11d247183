import { describe, expect, test } from '@jest/globals';
import { compileLexicon } from './compile-lexicon.js';
import { MOST_SYNONYM_TERMS } from './query-lexicon.js';
import { analyseQuery } from './query-words.js';

const standIns = (text: string, lexicon: Parameters<typeof analyseQuery>[1]) =>
  analyseQuery(text, lexicon).map(({ typed, synonyms = [] }) => [typed, ...synonyms.map(({ term }) => term)]);

const lexicon = await compileLexicon(
  [],
  [
    { from: 'sofas', to: ['couch', 'settee'], factor: 0.8 },
    { from: 'cell phone', to: ['smartphone', 'mobile phones'], factor: 0.9 },
    { from: 'phone', to: ['handset'], factor: 0.8 },
    { from: 'bed for dogs', to: ['kennel'], factor: 0.8 },
  ],
);
const cheap = await compileLexicon(['Cheap', 'beste'], []);

describe("a shop's own synonyms", () => {
  test('a word in any form of it, one way', () => {
    expect(standIns('Red Sofa', lexicon)).toEqual([['red'], ['sofa', 'couch', 'sette']]);
    expect(standIns('couch', lexicon)).toEqual([['couch']]);
  });

  test('a phrase stands at each of its words; the longest one decides', () => {
    expect(standIns('red cell phones', lexicon)).toEqual([
      ['red'],
      ['cell', 'smartphon', 'mobil phone'],
      ['phones', 'smartphon', 'mobil phone'],
    ]);
    expect(standIns('phone cell', lexicon)).toEqual([['phone', 'handset'], ['cell']]);
  });

  test('stop words of both sides do not count', () => {
    expect(standIns('dog bed', lexicon)).toEqual([['dog'], ['bed']]);
    expect(standIns('bed for a dog', lexicon)).toEqual([
      ['bed', 'kennel'],
      ['dog', 'kennel'],
    ]);
  });

  test('of two factors for the same text the greater counts; a word is no synonym of itself', async () => {
    const [word] = analyseQuery(
      'sofa',
      await compileLexicon(
        [],
        [
          { from: 'sofa', to: ['couch', 'sofas'], factor: 0.5 },
          { from: 'sofas', to: ['Couches'], factor: 0.7 },
        ],
      ),
    );
    expect(word?.synonyms).toEqual([{ term: 'couch', written: 'couches', factor: 0.7 }]);
  });

  test('a query gets a bounded number of terms, the first words first', async () => {
    const to = Array.from({ length: 30 }, (_, i) => `other${i} thing`);
    const many = await compileLexicon(
      [],
      ['one', 'two'].map((from) => ({ from, to, factor: 1 })),
    );
    const [one, two] = analyseQuery('one two', many);
    expect(one?.synonyms).toHaveLength(MOST_SYNONYM_TERMS / 2);
    expect(two?.synonyms).toBeUndefined();
  });
});

describe("a shop's own stop words", () => {
  test('are not asked for, whatever their case, but in just the form that was given', () => {
    expect(standIns('cheap red phone', cheap)).toEqual([['red'], ['phone']]);
    expect(standIns('cheaper phone', cheap)).toEqual([['cheaper'], ['phone']]);
  });

  test('a query of them alone is asked as it is', () => {
    expect(standIns('the cheap', cheap)).toEqual([['the'], ['cheap']]);
  });
});
