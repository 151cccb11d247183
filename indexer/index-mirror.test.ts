import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { IndexMirror } from './index-mirror.js';

let root: string;
let mirror: IndexMirror;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aisle-mirror-'));
  mirror = new IndexMirror(join(root, 'mirror.db'));
});
afterEach(async () => {
  mirror.close();
  await rm(root, { recursive: true });
});

const documents = (...ids: string[]) => ids.map((id) => ({ id, source: { title: id } }));
const build = { generation: 'g1', how: 'map', published: true };

describe('a mirror', () => {
  test('knows its checkpoint until a run begins over another index', () => {
    mirror.apply(documents('a'), mirror.begin('A'));
    mirror.reached('A', 7);
    mirror.begin('A');
    expect(mirror.state).toMatchObject({ followed: 'A', checkpoint: 7 });
    mirror.begin('B');
    expect(mirror.state).toMatchObject({ followed: undefined, checkpoint: undefined, size: 1 });
    mirror.begin('A');
    expect(mirror.state).toMatchObject({ followed: undefined, checkpoint: undefined });
  });

  test('numbers its runs, and a run that saw everything forgets the rest', () => {
    mirror.apply(documents('a', 'b'), mirror.begin('A'));
    const run = mirror.begin('A');
    mirror.apply(documents('b'), run);
    expect(mirror.forgetUnseen(run)).toBe(1);
    expect([...mirror.lines()].flat()).toEqual(['{"_id":"b","title":"b"}\n']);
  });

  test('knows what was built of it until it changes', () => {
    mirror.apply(documents('a', 'b'), mirror.begin('A'));
    expect(mirror.state.built).toBeUndefined();
    mirror.built(build);
    expect(mirror.apply(documents('a'), mirror.begin('A'))).toBe(0);
    expect(mirror.state.built).toEqual(build);
    mirror.apply(documents('c'), mirror.begin('A'));
    expect(mirror.state.built).toBeUndefined();
  });
});
