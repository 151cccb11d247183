import type { MembersAnswer } from '../engines/products/index.js';
import { identity } from '../reranker/index.js';
import { MAX_CANDIDATES } from './settings.js';

/** Members that get every signal, as rows of the members' answer, ascending; the others follow them. */
export interface Candidates {
  readonly rows: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly groups: Uint32Array;
  /** Ascending with the ids: ties are broken by it. */
  readonly idRanks: Uint32Array;
}

/** What is known of the members before they are scored. */
export interface Chooser {
  /** Ordinals that are candidates whatever their words: members by meaning, and what a rule names. */
  readonly certain: Uint32Array;
  /** Whether their words count: a weight of 0 switches them off here too. */
  readonly words: boolean;
  /** Whether any signal counts: without one their order is that of ids. */
  readonly any: boolean;
}

const EMPTY = new Uint32Array();
const NONE: Candidates = { rows: EMPTY, ordinals: EMPTY, groups: EMPTY, idRanks: EMPTY };

/**
 * All members; past `MAX_CANDIDATES` the first ones by words (by id where words do not count) and the certain ones.
 * None where there are more and nothing is known of any.
 */
export function candidates(members: MembersAnswer, { certain, words, any }: Chooser): Candidates {
  const { ordinals, lexical, groups, idRanks = ordinals } = members;
  if (ordinals.length <= MAX_CANDIDATES)
    return { rows: identity(ordinals.length), ordinals, groups, idRanks };
  if (!any) return NONE;
  const chosen = inOrder(words ? lexical : undefined, idRanks).subarray(0, MAX_CANDIDATES);
  const taken = new Set<number>(chosen);
  const wanted = new Set<number>(certain);
  for (let row = 0; row < ordinals.length; row++) if (wanted.has(ordinals[row] as number)) taken.add(row);
  const rows = Uint32Array.from(taken).sort();
  return {
    rows,
    ordinals: rows.map((row) => ordinals[row] as number),
    groups: rows.map((row) => groups[row] as number),
    idRanks: rows.map((row) => idRanks[row] as number),
  };
}

/** The values of the candidates, of those of all members. */
export function ofCandidates(values: Float32Array, { rows }: Candidates): Float32Array {
  const out = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i] as number] as number;
  return out;
}

/** The bits of positive infinity: those of every finite float32 from 0 on are smaller. */
const INFINITE = 0x7f80_0000;

/**
 * Rows by BM25 (none: all alike), ties by id. Numbers are sorted, which calls nothing back: 100,000 rows take a few
 * milliseconds. Rows are below 2²², so that a key holds 31 bits of a score and a position exactly.
 */
export function inOrder(lexical: Float32Array | undefined, idRanks: Uint32Array): Uint32Array {
  // As members come unless a sort was asked for: looking is a hundredth of sorting.
  if (lexical !== undefined && areInOrder(lexical, idRanks)) return identity(idRanks.length);
  const byId = sorted(idRanks, (row) => idRanks[row] as number);
  if (lexical === undefined) return byId;
  const bits = new Uint32Array(lexical.buffer, lexical.byteOffset, lexical.length);
  const places = sorted(byId, (place) => INFINITE - (bits[byId[place] as number] as number));
  return places.map((place) => byId[place] as number);
}

function areInOrder(lexical: Float32Array, idRanks: Uint32Array): boolean {
  for (let row = 1; row < lexical.length; row++) {
    const before = lexical[row - 1] as number;
    const own = lexical[row] as number;
    if (before < own || (before === own && (idRanks[row - 1] as number) > (idRanks[row] as number)))
      return false;
  }
  return true;
}

/** Positions 0 … by an integer key below 2³², ties by position. */
function sorted({ length }: ArrayLike<number>, keyOf: (position: number) => number): Uint32Array {
  let ascending = true;
  for (let i = 1; i < length && ascending; i++) ascending = keyOf(i) >= keyOf(i - 1);
  if (ascending) return identity(length);
  const keys = new Float64Array(length);
  for (let i = 0; i < length; i++) keys[i] = keyOf(i) * length + i;
  keys.sort();
  return Uint32Array.from(keys, (key) => key % length);
}

/** The candidates among some products, as rows of the candidates. */
export function rowsOf({ ordinals }: Candidates, products: Uint32Array = EMPTY): ReadonlySet<number> {
  const wanted = new Set<number>(products);
  const rows = new Set<number>();
  if (wanted.size > 0) ordinals.forEach((ordinal, row) => wanted.has(ordinal) && rows.add(row));
  return rows;
}
