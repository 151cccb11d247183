import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutValues } from './redact.js';

describe('a reason without what was asked for', () => {
  test.each([
    [
      'Failed to parse query [foo AND (]',
      { query: { query_string: { query: 'foo AND (' } } },
      'Failed to parse query […]',
    ],
    [
      'No mapping found for [prise] in order to sort on',
      { sort: ['prise'] },
      'No mapping found for [prise] in order to sort on',
    ],
    [
      "failed to parse field [price] of type [float] in document with id '7'. Preview of field's value: 'cheap'",
      ['{"index":{"_id":"7"}}', { price: 'cheap' }],
      "failed to parse field [price] of type [float] in document with id '7'. Preview of field's value: '…'",
    ],
    [
      "Preview of field's value: 'a very long descripti...'",
      { description: 'a very long description of a shoe' },
      "Preview of field's value: '…'",
    ],
    ['unexpected end at [Source: (byte[])"{"query": "secret', undefined, 'unexpected end at […]'],
    [
      'primary shard is not active, request: [index {[shop][7], source[{"title":"12\\" lamp"}]}]',
      ['{"index":{"_id":"7"}}', '{"title":"12\\" lamp"}'],
      'primary shard is not active, request: [index {[shop][7], source[…]',
    ],
    [
      '[match] unknown token [START_ARRAY]',
      { match: { title: ['a'] } },
      '[match] unknown token [START_ARRAY]',
    ],
    // A value inside of another word is not that value.
    ['parsing exception', { query: 'in' }, 'parsing exception'],
  ])('%s', (reason, sent, expected) => {
    expect(withoutValues(reason, sent)).toBe(expected);
  });

  test('no quoted value survives, wherever it stands in the call', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 2, maxLength: 30 })
      .filter((t) => t.trim().length >= 2);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), fc.boolean(), (texts, asLines) => {
        const sent = asLines
          ? texts.map((t) => JSON.stringify({ title: t }))
          : { bool: { should: texts.map((t) => ({ match: { title: t } })) } };
        for (const value of texts) {
          const before = 'Failed to parse query {';
          const out = withoutValues(`${before}${value}} and gave up`, sent);
          const inner = out.slice(before.length, out.lastIndexOf('} and gave up'));
          expect(inner.includes(value)).toBe(false);
        }
      }),
    );
  });
});
