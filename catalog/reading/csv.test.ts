import { describe, expect, test } from '@jest/globals';
import { brief, readContent } from '../../test/faults/catalog-file.js';
import { parseMap } from '../map.js';
import { lines } from '../../test/faults/catalog-file.js';

describe('CSV records', () => {
  test('quotes, delimiters and line ends in fields', async () => {
    const content = 'id,title,description\na,"Lamp, ""tall""","Line one\nLine two"\nb,Table,"a, b"\n';
    const { rows } = await readContent(content);
    expect(rows.map((row) => row.kind === 'product' && [row.line, row.product])).toEqual([
      [2, { id: 'a', title: 'Lamp, "tall"', description: 'Line one Line two' }],
      [4, { id: 'b', title: 'Table', description: 'a, b' }],
    ]);
  });

  test('ragged rows: short ones are repaired, empty surplus is left out, the others are rejected', async () => {
    expect(
      brief(
        await readContent(
          lines('id,title,brand', 'a,Lamp', 'b,Table,Acme,,', 'c,Chair,Acme,more', 'd,Desk,Acme', 'e'),
        ),
      ),
    ).toEqual([
      'a: Lamp [ragged_row]',
      'b: Table [ragged_row]',
      'line 4: too_many_cells',
      'd: Desk',
      'line 6: missing_title',
    ]);
  });

  test('quotes that are not doubled', async () => {
    expect(
      brief(await readContent(lines('id,title', 'a,12" monitor', 'b,"12" monitor"', 'c,"Chair"'))),
    ).toEqual(['a: 12" monitor', expect.stringMatching(/^b: .*12" monitor.* \[quotes\]$/), 'c: Chair']);
  });

  test('a quote that is never closed costs its own line alone', async () => {
    expect(
      brief(
        await readContent(
          lines('id,title,brand', 'a,"Lamp,Acme', 'b,Table,Acme', 'c,"Chair",Acme', 'd,Desk,"x'),
        ),
      ),
    ).toEqual(['line 2: unbalanced_quote', 'b: Table', 'c: Chair', 'line 5: unbalanced_quote']);
  });

  test('columns of one name or none keep their cells apart', async () => {
    const map = parseMap({ unknown: 'attributes' });
    const { rows } = await readContent(lines('id,title,,extra,extra', 'a,Lamp,1,2,3'), map);
    expect(rows).toMatchObject([
      { product: { attributes: { 'column (3)': '1', extra: '2', 'extra (5)': '3' } } },
    ]);
  });

  test('a header alone has no rows', async () => {
    expect(await readContent('id,title\n')).toEqual({ rows: [] });
  });

  test('a quoted header over two lines', async () => {
    expect(brief(await readContent('id,"title\n"\na,Lamp\nb,Table'))).toEqual(['a: Lamp', 'b: Table']);
  });
});
