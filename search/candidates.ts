import type { MembersAnswer } from '../engines/products/index.js';
import { MAX_CANDIDATES } from './settings.js';

/** Members that get every signal, as rows of the members' answer, ascending; the others follow them. */
export interface Candidates {
  readonly rows: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly groups: Uint32Array;
}

/** All members; past `MAX_CANDIDATES` the best by words, and every member by meaning whatever its words. */
export function candidates(members: MembersAnswer, byMeaning: Uint32Array): Candidates {
  const { ordinals, lexical, groups } = members;
  if (ordinals.length <= MAX_CANDIDATES) return { rows: identity(ordinals.length), ordinals, groups };
  const chosen = byWords(lexical, ordinals).subarray(0, MAX_CANDIDATES);
  const taken = new Set<number>(chosen);
  const wanted = new Set<number>(byMeaning);
  for (let row = 0; row < ordinals.length; row++) if (wanted.has(ordinals[row] as number)) taken.add(row);
  const rows = Uint32Array.from(taken).sort();
  return {
    rows,
    ordinals: rows.map((row) => ordinals[row] as number),
    groups: rows.map((row) => groups[row] as number),
  };
}

/** Rows by BM25, ties by ordinal. */
export function byWords(lexical: Float32Array, ordinals: Uint32Array): Uint32Array {
  const rows = identity(ordinals.length);
  let sorted = true;
  for (let row = 1; row < rows.length && sorted; row++) sorted = !before(row, row - 1);
  return sorted ? rows : rows.sort((a, b) => (before(a, b) ? -1 : 1));

  function before(a: number, b: number): boolean {
    const difference = (lexical[a] as number) - (lexical[b] as number);
    return difference > 0 || (difference === 0 && (ordinals[a] as number) < (ordinals[b] as number));
  }
}

export function identity(length: number): Uint32Array {
  const rows = new Uint32Array(length);
  for (let row = 0; row < length; row++) rows[row] = row;
  return rows;
}
