import { expect, test } from '@jest/globals';
import { findIdentity, findModel, identityOf } from '../index.js';

test('each model and precision has an identity of its own, and is found by it', () => {
  const wanted = [
    ['all-MiniLM-L6-v2', 'int8'],
    ['all-MiniLM-L6-v2', 'fp32'],
    ['e5-small-v2', 'int8'],
  ] as const;
  const identities = wanted.map(([id, precision]) => identityOf(findModel(id), precision));
  expect(new Set(identities).size).toBe(wanted.length);
  expect(identities.map((identity) => findIdentity(identity))).toEqual(
    wanted.map(([id, precision]) => ({ record: findModel(id), precision })),
  );
});

test('a model of another revision is not taken for ours', () => {
  const identity = identityOf(findModel('e5-small-v2'), 'int8');
  expect(findIdentity(identity.replace('7d9092', '000000'))).toBeUndefined();
  expect(findIdentity('')).toBeUndefined();
  expect(() => identityOf(findModel('e5-small-v2'), 'fp32')).toThrow(
    expect.objectContaining({ code: 'bad_config' }),
  );
});
