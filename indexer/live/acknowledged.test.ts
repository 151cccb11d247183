import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Acknowledged } from './acknowledged.js';

const product = (title: string) => ({ id: 'a', title });

test('what was acknowledged stays known when later changes of the same product fail', async () => {
  const acknowledged = new Acknowledged();
  acknowledged.add('a', product('durable'), Promise.resolve(1));
  let fail = (_: Error) => {};
  const failing = new Promise<number>((_, reject) => (fail = reject));
  acknowledged.add('a', product('second'), failing);
  acknowledged.add('a', undefined, failing);
  const found = acknowledged.find('a');
  fail(new Error('the disk is full'));
  expect((await found)?.product).toEqual(product('durable'));
  await turn();
  expect((await acknowledged.find('a'))?.product).toEqual(product('durable'));
  acknowledged.seen(1);
  expect(await acknowledged.find('a')).toBeUndefined();
});

test('a change that fails and was the only one leaves nothing', async () => {
  const acknowledged = new Acknowledged();
  const failing = Promise.reject<number>(new Error('the disk is full'));
  acknowledged.add('a', product('lost'), failing);
  expect(await acknowledged.find('a')).toBeUndefined();
});
