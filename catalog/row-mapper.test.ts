import { describe, expect, test } from '@jest/globals';
import { DEFAULT_MAP, parseMap } from './map.js';
import { RowMapper } from './row-mapper.js';

describe('RowMapper', () => {
  test('knows fields by their own names and by aliases, without case and punctuation', () => {
    const mapper = new RowMapper(DEFAULT_MAP);
    expect(mapper.toRaw({ SKU: 'a', 'Product Name': 'x', Rating_Count: 3, price: '1' }).fields).toEqual({
      id: 'a',
      title: 'x',
      ratingCount: 3,
      price: '1',
    });
    expect(mapper.unknownFields()).toEqual([]);
  });

  test('the more telling name counts, the other is reported; order does not matter', () => {
    for (const row of [
      { _id: '1', id: '2' },
      { id: '2', _id: '1' },
    ]) {
      const mapper = new RowMapper(DEFAULT_MAP);
      expect(mapper.toRaw(row).fields).toEqual({ id: '2' });
      expect(mapper.unknownFields()).toEqual([{ field: '_id', rows: 1, example: '1' }]);
    }
  });

  test('a name that gives nothing lets the next one speak', () => {
    const mapper = new RowMapper(DEFAULT_MAP);
    expect(mapper.toRaw({ id: '', sku: 'b', title: null, name: 'x' }).fields).toEqual({
      id: 'b',
      title: 'x',
    });
  });

  test('unknown fields are reported, never kept, unless the map says so', () => {
    const row = { id: '1', title: 'x', query_id: ['67', '68'] };
    const reporting = new RowMapper(DEFAULT_MAP);
    expect(reporting.toRaw(row).attributes.size).toBe(0);
    reporting.toRaw(row);
    expect(reporting.unknownFields()).toEqual([{ field: 'query_id', rows: 2, example: '["67","68"]' }]);
    const keeping = new RowMapper(parseMap({ unknown: 'attributes' }));
    expect([...keeping.toRaw(row).attributes]).toEqual([['query_id', ['67', '68']]]);
    const ignoring = new RowMapper(parseMap({ unknown: 'attributes', ignore: ['query_id'] }));
    expect(ignoring.toRaw(row).attributes.size).toBe(0);
  });

  test('null switches a field off', () => {
    const mapper = new RowMapper(parseMap({ brand: null }));
    expect(mapper.toRaw({ id: '1', brand: 'Acme' }).fields).toEqual({ id: '1' });
  });

  test('keys that are data do not fill the memory', () => {
    const mapper = new RowMapper(DEFAULT_MAP);
    for (let i = 0; i < 30_000; i++) mapper.toRaw({ [`key ${i}`]: 1 });
    expect(mapper.unknownFields()).toHaveLength(1000);
  });

  test('__proto__ is a field like any other', () => {
    const row = JSON.parse('{"id": "1", "__proto__": {"title": "x"}}') as Record<string, unknown>;
    const mapper = new RowMapper(DEFAULT_MAP);
    expect(mapper.toRaw(row).fields).toEqual({ id: '1' });
    expect(mapper.unknownFields().map(({ field }) => field)).toEqual(['__proto__']);
  });

  test('a header without an id or a title is refused, and says what was looked for', () => {
    const mapper = new RowMapper(parseMap({ title: 'bezeichnung' }));
    expect(() => mapper.checkColumns('f.csv', ['sku', 'Bezeichnung'])).toThrow(
      /no column for title;.*bezeichnung/,
    );
    expect(() => mapper.checkColumns('f.csv', ['sku', 'bezeichnung'])).not.toThrow();
  });
});
