import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger, type Logger } from '../../base/index.js';
import { openEmbeddingCache, vectorKey, type EmbeddingCache } from './index.js';

const COUNT = 2_000;
const BATCH = 50;
const PAGE = 4_096;
let folder: string;
let path: string;
let warnings: string[];
const log: Logger = { ...silentLogger, warn: (_, message) => warnings.push(message) };
const open = () => openEmbeddingCache(path, { log });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-cache-'));
  path = join(folder, 'cache.db');
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keyOf = (i: number) => vectorKey('test', `text ${i}`);
const vectorOf = (i: number, dimensions: number) =>
  Float32Array.from({ length: dimensions }, (_, d) => Math.sin(i * 31 + d));

/** The numbers of each batch. */
const batches = Array.from({ length: COUNT / BATCH }, (_, b) =>
  Array.from({ length: BATCH }, (__, i) => b * BATCH + i),
);

function writeSome(cache: EmbeddingCache, numbers: readonly number[], dimensions: number): void {
  const rows = new Float32Array(numbers.length * dimensions);
  numbers.forEach((i, at) => rows.set(vectorOf(i, dimensions), at * dimensions));
  cache.write(numbers.map(keyOf), rows, dimensions);
}

function fill(dimensions: number): void {
  const cache = open();
  for (const numbers of batches) writeSome(cache, numbers, dimensions);
  cache.close();
}

/** Reads everything; what comes back must be right. Answers how many came. */
function readAll(cache: EmbeddingCache, dimensions: number): number {
  let found = 0;
  for (const numbers of batches) {
    cache.read(numbers.map(keyOf), dimensions).forEach((vector, at) => {
      if (vector === undefined) return;
      found++;
      // Bytes: a comparison number by number takes seconds.
      const expected = vectorOf(numbers[at] as number, dimensions);
      expect(Buffer.from(vector.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    });
  }
  return found;
}

/** Overwrites the pages from one on. */
function overwritePages(from: number): Buffer {
  const damaged = readFileSync(path).fill(0xa5, from * PAGE);
  expect(damaged.length).toBeGreaterThan((from + 1) * PAGE);
  writeFileSync(path, damaged);
  return damaged;
}

// A row of 64 numbers lies in a page of the tree; most of one of 384 lies in overflow pages.
describe.each([64, 384])(
  'an embedding cache of %d dimensions whose later pages are overwritten',
  (dimensions) => {
    test('is put aside and begun anew when it is read; what comes back is right', () => {
      fill(dimensions);
      const damaged = overwritePages(20);
      const cache = open();
      expect(readAll(cache, dimensions)).toBeLessThan(COUNT);
      expect(warnings).toEqual([expect.stringContaining('damaged')]);
      expect(readFileSync(`${path}.damaged`).equals(damaged)).toBe(true);
      for (const numbers of batches) writeSome(cache, numbers, dimensions);
      expect(readAll(cache, dimensions)).toBe(COUNT);
      cache.close();
      const again = open();
      expect(readAll(again, dimensions)).toBe(COUNT);
      again.close();
      expect(warnings).toHaveLength(1);
    });

    test('is put aside when it is written to, and what was being written is kept', () => {
      fill(dimensions);
      overwritePages(1);
      const cache = open();
      writeSome(cache, [COUNT, COUNT + 1], dimensions);
      expect(warnings).toEqual([expect.stringContaining('damaged')]);
      expect(existsSync(`${path}.damaged`)).toBe(true);
      expect(cache.read([keyOf(COUNT), keyOf(COUNT + 1), keyOf(0)], dimensions)).toEqual([
        vectorOf(COUNT, dimensions),
        vectorOf(COUNT + 1, dimensions),
        undefined,
      ]);
      cache.close();
    });
  },
);

test('one changed byte of a vector is damage', () => {
  fill(64);
  const changed = readFileSync(path);
  const at = changed.indexOf(Buffer.from(vectorOf(1_000, 64).buffer));
  changed[at] = (changed[at] ?? 0) ^ 1;
  writeFileSync(path, changed);
  const cache = open();
  expect(cache.read([keyOf(1_000)], 64)).toEqual([undefined]);
  expect(warnings).toHaveLength(1);
  cache.close();
});

test('a vector kept before there were checksums is read', () => {
  open().close();
  const db = new Database(path);
  const row = Buffer.from(vectorOf(7, 64).buffer);
  db.prepare('INSERT INTO vectors VALUES (?, ?)').run(Buffer.from(keyOf(7), 'hex'), row);
  db.close();
  const cache = open();
  expect(cache.read([keyOf(7), keyOf(8)], 64)).toEqual([vectorOf(7, 64), undefined]);
  expect(cache.read([keyOf(7)], 32)).toEqual([undefined]);
  expect(warnings).toEqual([]);
  cache.close();
});
