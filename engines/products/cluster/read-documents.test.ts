import { describe, expect, test } from '@jest/globals';
import { readDocuments, type LookUpAnswer } from './read-documents.js';

const product = (id: string) => ({ id, title: `Lamp ${id}` });
const entry = (id: string) => ({ _id: id, _source: { document: product(id) } });
const read = (ids: readonly string[], answer: LookUpAnswer) => readDocuments(ids, answer, 'shop');

describe('documents that were looked up', () => {
  test('are told apart by their ids, one that is asked for twice too', () => {
    const docs = [entry('3'), entry('1')];
    expect(read(['1', '3', '1'], { docs })).toEqual([product('1'), product('3'), product('1')]);
  });

  test.each<[string, LookUpAnswer]>([
    ['an error', { docs: [entry('1'), { _id: '2', error: { type: 'no_shard' } }] }],
    ['an error that says nothing', { docs: [entry('1'), { _id: '2', error: {} }] }],
    ['no entry', { docs: [entry('1')] }],
    ['no entries', {}],
  ])('%s is a server that cannot answer now, not a wrong ordinal', (_, answer) => {
    expect(() => read(['2', '1'], answer)).toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('product 2 of shop') }),
    );
  });

  test('a product that is gone is undefined', () => {
    expect(read(['12', '1'], { docs: [entry('1'), { _id: '12' }] })).toEqual([undefined, product('1')]);
  });
});
