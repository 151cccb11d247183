import { describe, expect, test } from '@jest/globals';
import { isAisleError } from '../base/index.js';
import { DEFAULT_MAP, parseMap } from './map.js';

function mistakes(json: unknown): readonly { path: string; message: string }[] {
  try {
    parseMap(json);
  } catch (error) {
    if (isAisleError(error) && error.code === 'bad_config') return error.errors;
    throw error;
  }
  return [];
}

describe('parseMap', () => {
  test('names, transforms, attributes in both spellings', () => {
    expect(
      parseMap({
        id: 'asin',
        price: { from: 'cents', multiply: 0.01 },
        brand: null,
        attributes: { material: 'fabric' },
        'attributes.weight': 'kg',
        unknown: 'attributes',
        ignore: ['query_id'],
      }),
    ).toEqual({
      fields: { id: 'asin', price: { from: 'cents', multiply: 0.01 }, brand: null },
      attributes: { material: 'fabric', weight: 'kg' },
      unknown: 'attributes',
      ignore: ['query_id'],
    });
  });

  test('an empty map is the default one', () => {
    expect(parseMap({})).toEqual(DEFAULT_MAP);
  });

  test('all attributes from one field', () => {
    expect(parseMap({ attributes: 'specs' }).fields).toEqual({ attributes: 'specs' });
  });

  test('an encoding', () => {
    expect(parseMap({ encoding: 'windows-1251' })).toEqual({ ...DEFAULT_MAP, encoding: 'windows-1251' });
    for (const encoding of ['windows-9999', 'base64', 1251]) {
      expect(mistakes({ encoding }).map(({ path }) => path)).toEqual(['encoding']);
    }
    expect(mistakes({ encoding: 'x' })[0]?.message).toContain('expected an encoding such as "windows-1251"');
  });

  test('every mistake is named with its path, all at once', () => {
    const found = mistakes({
      id: 3,
      titel: 'name',
      price: { from: 'a', split_by: '|' },
      brand: {},
      unknown: 'keep',
    });
    expect(found.map(({ path }) => path).sort()).toEqual([
      'brand',
      'id',
      'price.split_by',
      'titel',
      'unknown',
    ]);
    expect(found.find(({ path }) => path === 'titel')?.message).toContain('expected a product field');
    expect(found.find(({ path }) => path === 'id')?.message).toContain('expected the name of a source field');
  });

  test.each([[null], [[]], ['x'], [3]])('%j is no map', (json) => {
    expect(mistakes(json)).toHaveLength(1);
  });

  test('__proto__ in a map changes nothing', () => {
    expect(mistakes(JSON.parse('{"__proto__": {"id": "x"}}')).map(({ path }) => path)).toEqual(['__proto__']);
  });
});
