import { describe, expect, test } from '@jest/globals';
import { parseJudgments } from './judgments.js';

const HEADER = 'query\tproduct_id\tlabel\n';
const errorOf = (text: string): unknown => {
  try {
    parseJudgments(text);
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('judgments', () => {
  test('labels and numbers become gains, in the order of the file', () => {
    const judgments = parseJudgments(
      `${HEADER}lamp\ta\tE\nlamp\tb\tS\nlamp\tc\t0.5\ncup\ta\tI\ncup\td\tC\n\n`,
    );
    expect([...judgments.keys()]).toEqual(['lamp', 'cup']);
    expect([...(judgments.get('lamp') ?? [])]).toEqual([
      ['a', 1],
      ['b', 0.1],
      ['c', 0.5],
    ]);
    expect([...(judgments.get('cup') ?? [])]).toEqual([
      ['a', 0],
      ['d', 0.01],
    ]);
  });

  test('byte order mark, Windows line ends, other and reordered columns', () => {
    const judgments = parseJudgments('\uFEFFlabel\trater\tproduct_id\tquery\r\nE\tx\ta\tlamp\r\n');
    expect(judgments.get('lamp')?.get('a')).toBe(1);
  });

  test('every mistake at once, each with its line', () => {
    const text = `${HEADER}lamp\ta\tX\nlamp\tb\tE\n\ta\tE\nlamp\t\tE\nlamp\tc\t1.5\nlamp\tc\t-1\nlamp\tb\tS`;
    expect(errorOf(text)).toMatchObject({
      code: 'bad_file',
      errors: [
        { path: 'line 2', message: 'label: expected E, S, C, I or a number from 0 to 1, got "X"' },
        { path: 'line 4', message: 'expected a query' },
        { path: 'line 5', message: 'expected a product_id' },
        { path: 'line 6' },
        { path: 'line 7' },
        { path: 'line 8', message: 'b is judged twice for "lamp", differently' },
      ],
    });
  });

  test.each(['', HEADER, 'query\tproduct\tlabel\na\tb\tE', 'query,product_id,label\na,b,E'])(
    'a file without judgments is refused: %j',
    (text) => expect(errorOf(text)).toMatchObject({ code: 'bad_file' }),
  );

  test('the same judgment twice counts once', () => {
    expect(parseJudgments(`${HEADER}a\tb\tE\na\tb\t1\n`).get('a')?.size).toBe(1);
  });
});
