import { describe, expect, test } from '@jest/globals';
import { productOf } from './capabilities.js';

const elastic = (number: string) => ({ version: { number }, tagline: 'You Know, for Search' });

describe('which product answers', () => {
  test.each([
    [elastic('8.0.0'), { flavour: 'elasticsearch', version: '8.0.0', vectors: true }],
    [elastic('9.5.3'), { flavour: 'elasticsearch', version: '9.5.3', vectors: true }],
    [
      { version: { number: '3.8.0', distribution: 'opensearch' }, tagline: 'The OpenSearch Project' },
      { flavour: 'opensearch', version: '3.8.0', vectors: false },
    ],
  ])('%j', (info, product) => {
    expect(productOf(info)).toEqual(product);
  });

  test.each([
    [elastic('7.17.0'), 'Elasticsearch 7.17.0'],
    [{ version: { number: '4.2.0', distribution: 'other' } }, 'other 4.2.0'],
    [{ version: { number: '1.2.3' }, tagline: 'something' }, 'a server of version 1.2.3'],
    [{ couchdb: 'Welcome', version: '3.3.3' }, 'does not say'],
    [undefined, 'does not say'],
    ['ok', 'does not say'],
    [null, 'does not say'],
  ])('%j is none', (info, found) => {
    expect(() => productOf(info)).toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.stringContaining(found) }),
    );
  });
});
