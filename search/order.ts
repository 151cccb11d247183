import type { MembersAnswer, WordsPlan } from '../engines/products/index.js';
import { explain, firstOfEachGroup, type Move, type Ranking, type SignalMatrix } from '../reranker/index.js';
import { byWords, identity, type Candidates } from './candidates.js';
import type { FrozenOrder } from './frozen-order.js';
import { matchedWords } from './matched-words.js';

export interface OrderParts {
  readonly members: MembersAnswer;
  readonly candidates: Candidates;
  readonly matrix: SignalMatrix;
  readonly ranking: Ranking;
  /** The members come in an order that was asked for: the fusion gives scores alone. */
  readonly sorted: boolean;
  readonly words: WordsPlan | undefined;
  /** Absent without a shopper. */
  readonly gate: number | undefined;
}

type Order = Pick<FrozenOrder, 'ordinals' | 'scores' | 'explain' | 'rest'>;

/** One total order over all members, variants folded: fixed before any page is cut from it. */
export function orderOf(parts: OrderParts): Order {
  const order = parts.sorted ? asSorted(parts) : byFusion(parts);
  const { more, ordinals, groups } = parts.members;
  if (more === undefined) return order;
  return { ...order, rest: { shown: { ordinals: new Set(ordinals), groups: new Set(groups) }, more } };
}

function byFusion(parts: OrderParts): Order {
  const { ranking, candidates, members } = parts;
  const { rows, unmoved, fused } = ranking;
  const ranked = rows.map((row) => candidates.rows[row] as number);
  const all = ranked.length < members.ordinals.length ? withRest(ranked, parts) : ranked;
  return {
    ordinals: all.map((row) => members.ordinals[row] as number),
    scores: Float64Array.from(rows, (row) => fused.scores[row] as number),
    explain: (position, product, looked) => {
      const row = rows[position];
      const from = unmoved[position];
      if (row === undefined || from === undefined) return undefined;
      const moves: Move[] =
        from === position ? [] : [{ stage: 'personal', from: from + 1, to: position + 1 }];
      const reasons = { words: matchedWords(parts.words, product), looked };
      return explain(parts.matrix, fused, row, moves, parts.gate, reasons);
    },
  };
}

/** The ranked candidates, then every other member by its words; a group that was ranked does not come again. */
function withRest(ranked: Uint32Array, { members, candidates }: OrderParts): Uint32Array {
  const scored = new Uint8Array(members.ordinals.length);
  for (const row of candidates.rows) scored[row] = 1;
  const rest = byWords(members.lexical, members.ordinals).filter((row) => scored[row] === 0);
  const all = new Uint32Array(ranked.length + rest.length);
  all.set(ranked);
  all.set(rest, ranked.length);
  return firstOfEachGroup(all, members.groups);
}

function asSorted(parts: OrderParts): Order {
  const { members, candidates, ranking } = parts;
  const rows = firstOfEachGroup(identity(members.ordinals.length), members.groups);
  const candidateOf = new Map<number, number>();
  candidates.rows.forEach((row, candidate) => candidateOf.set(row, candidate));
  const scores = new Float64Array(rows.length);
  rows.forEach((row, position) => {
    const candidate = candidateOf.get(row);
    if (candidate !== undefined) scores[position] = ranking.fused.scores[candidate] as number;
  });
  return {
    ordinals: rows.map((row) => members.ordinals[row] as number),
    scores,
    explain: (position, product, looked) => {
      const candidate = candidateOf.get(rows[position] ?? -1);
      if (candidate === undefined) return undefined;
      const reasons = { words: matchedWords(parts.words, product), looked };
      return explain(parts.matrix, ranking.fused, candidate, [], parts.gate, reasons);
    },
  };
}
