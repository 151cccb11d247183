import type { MembersAnswer, WordsPlan } from '../engines/products/index.js';
import {
  explain,
  firstOfEachGroup,
  identity,
  type Move,
  type Ranking,
  type SignalMatrix,
} from '../reranker/index.js';
import { inOrder, type Candidates } from './candidates.js';
import type { FrozenOrder } from './frozen-order.js';
import { ruleMove, ruleOrder, type RuledOrder, type Ruling } from './ruled-order.js';
import { MAX_CANDIDATES } from './settings.js';
import { matchedWords } from './matched-words.js';

export interface OrderParts {
  readonly members: MembersAnswer;
  readonly candidates: Candidates;
  readonly matrix: SignalMatrix;
  readonly ranking: Ranking;
  /** The members come in an order that was asked for: the fusion gives scores alone. */
  readonly sorted: boolean;
  /** Whether words count in the order of those that are no candidates. */
  readonly byWords: boolean;
  readonly words: WordsPlan['words'];
  /** Ordinals of what the text names by an identifier. */
  readonly named: ReadonlySet<number>;
  /** Absent without a shopper. */
  readonly gate: number | undefined;
  /** Rules that may move hits; absent where none holds. */
  readonly ruling: Ruling | undefined;
}

type Order = Pick<FrozenOrder, 'ordinals' | 'scored' | 'score' | 'explain' | 'rest'>;

/** One total order over all members, variants folded: fixed before any page is cut from it. */
export function orderOf(parts: OrderParts): Order {
  const order = parts.sorted ? asSorted(parts) : byFusion(parts);
  const { more, ordinals, groups } = parts.members;
  if (more === undefined) return order;
  return { ...order, rest: { shown: { ordinals: new Set(ordinals), groups: new Set(groups) }, more } };
}

function byFusion(parts: OrderParts): Order {
  const { ranking, candidates, members } = parts;
  const { rows } = ranking;
  const ranked = rows.map((row) => candidates.rows[row] as number);
  const all = ranked.length < members.ordinals.length ? withRest(ranked, parts) : ranked;
  const at = fusedAt(ranking);
  const head = ranked.length > 0 ? ranked.length : Math.min(MAX_CANDIDATES, all.length);
  const ruled = parts.ruling === undefined ? undefined : ruleOrder(all, head, members, parts.ruling);
  return {
    ordinals: (ruled?.rows ?? all).map((row) => members.ordinals[row] as number),
    ...scoresOf(parts, ruled === undefined ? at : ruledAt(at, movesOf(ruled, candidates.rows))),
  };
}

interface RuleMoves extends Pick<RuledOrder, 'from' | 'ruleOf'> {
  /** Rows of the matrix that stand for pinned variants, by their hits' former positions. */
  readonly variants: ReadonlyMap<number, number>;
}

/** What rules did, without the rows of all members. */
function movesOf({ from, ruleOf, variants }: RuledOrder, rows: Uint32Array): RuleMoves {
  const places = [...variants].map(([position, row]) => [position, rows.indexOf(row)] as const);
  return { from, ruleOf, variants: new Map(places) };
}

function ruledAt(at: At, ruled: RuleMoves): At {
  return (position) => {
    const before = ruled.from[position];
    // Behind what rules have a say in nothing was scored.
    const found = before === undefined ? undefined : at(before);
    if (before === undefined || found === undefined) return undefined;
    const variant = ruled.variants.get(before);
    const row = variant === undefined || variant < 0 ? found.row : variant;
    return { row, moves: [...found.moves, ...ruleMove(ruled, position)] };
  };
}

// Apart from where they are used: a function holds on to all that any function of its scope needs, the members too.
function fusedAt({ rows, unmoved, unnamed }: Pick<Ranking, 'rows' | 'unmoved' | 'unnamed'>): At {
  return (position) => {
    const row = rows[position];
    if (row === undefined) return undefined;
    const from = unmoved[position] ?? position;
    const before = unnamed[position] ?? from;
    return {
      row,
      moves: [...moveOf('identifier', before, from), ...moveOf('personal', from, position)],
    };
  };
}

function moveOf(stage: string, from: number, to: number): Move[] {
  return from === to ? [] : [{ stage, from: from + 1, to: to + 1 }];
}

function sortedAt(rows: ReadonlyMap<number, number>): At {
  return (position) => {
    const row = rows.get(position);
    return row === undefined ? undefined : { row, moves: [] };
  };
}

/** The ranked candidates, then every other member by its words; a group that was ranked does not come again. */
function withRest(ranked: Uint32Array, { members, candidates, byWords }: OrderParts): Uint32Array {
  const { lexical, ordinals, groups, idRanks = ordinals } = members;
  const scored = new Uint8Array(ordinals.length);
  for (const row of candidates.rows) scored[row] = 1;
  const rest = inOrder(byWords ? lexical : undefined, idRanks).filter((row) => scored[row] === 0);
  const all = new Uint32Array(ranked.length + rest.length);
  all.set(ranked);
  all.set(rest, ranked.length);
  return firstOfEachGroup(all, groups);
}

function asSorted(parts: OrderParts): Order {
  const { members, candidates } = parts;
  const rows = firstOfEachGroup(identity(members.ordinals.length), members.groups);
  const candidateOf = new Map<number, number>();
  candidates.rows.forEach((row, candidate) => candidateOf.set(row, candidate));
  const at = new Map<number, number>();
  rows.forEach((row, position) => {
    const candidate = candidateOf.get(row);
    if (candidate !== undefined) at.set(position, candidate);
  });
  return {
    ordinals: rows.map((row) => members.ordinals[row] as number),
    ...scoresOf(parts, sortedAt(at)),
  };
}

interface Scored {
  /** Of the matrix. */
  readonly row: number;
  readonly moves: readonly Move[];
}

/** What was scored at a position, if anything. */
type At = (position: number) => Scored | undefined;

/** Kept as long as a cursor: it holds on to what was computed of the candidates, and to nothing of the members. */
function scoresOf(
  { matrix, ranking, words, named, candidates: { ordinals }, gate }: OrderParts,
  at: At,
): Pick<Order, 'scored' | 'score' | 'explain'> {
  const { fused } = ranking;
  return {
    scored: matrix.size,
    score: (position) => {
      const found = at(position);
      return found === undefined ? 0 : (fused.scores[found.row] as number);
    },
    explain: (position, product, looked) => {
      const found = at(position);
      if (found === undefined) return undefined;
      const reasons = {
        words: matchedWords(words, product),
        named: named.has(ordinals[found.row] as number),
        looked,
      };
      return explain(matrix, fused, found.row, found.moves, gate, reasons);
    },
  };
}
