import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Layer } from '../embedded/layers.js';
import { Sections } from '../embedded/sections.js';
import { Segment } from '../embedded/segment.js';
import { ChangedTable } from './changed-table.js';
import type { Source } from './segment-task.js';

/** Deaths, and surface words of theirs, that are noted before others get their turn: a millisecond or two. */
export const DEATHS_A_TURN = 5_000;
const SURFACES_A_TURN = 200_000;

/** A layer of products that changed since the base was built. */
export type LiveLayer = Layer & { readonly changed: ChangedTable };

/** A layer over a segment that a thread made; its offset is given when it takes its place. */
export function liveLayer(memory: SharedArrayBuffer): LiveLayer {
  const sections = Sections.over(memory);
  const segment = new Segment(sections);
  const { size: living, lengthSums } = segment;
  const changed = new ChangedTable(sections);
  return { segment, offset: 0, dead: undefined, living, lengthSums, vocabulary: segment, changed };
}

/** The layer without some products that lived. `surfaces`: by number, once for each of them that held the word. */
export async function bury<L extends Layer>(
  layer: L,
  rows: Iterable<number>,
  surfaces: Uint32Array,
): Promise<L> {
  const { segment, vocabulary } = layer;
  const dead = layer.dead?.slice() ?? new Uint8Array(segment.size);
  const lengthSums = [...layer.lengthSums];
  let { living } = layer;
  for (const row of rows) {
    dead[row] = 1;
    living--;
    if ((layer.living - living) % DEATHS_A_TURN === 0) await nextTurn();
    segment.lengths.forEach((lengths, field) => {
      lengthSums[field] = (lengthSums[field] ?? 0) - (lengths[row] as number);
    });
  }
  const surfaceCounts = vocabulary.surfaceCounts.slice();
  for (let from = 0; from < surfaces.length; from += SURFACES_A_TURN) {
    if (from > 0) await nextTurn();
    for (const number of surfaces.subarray(from, from + SURFACES_A_TURN)) {
      surfaceCounts[number] = (surfaceCounts[number] as number) - 1;
    }
  }
  return { ...layer, dead, living, lengthSums, vocabulary: { ...wordsOf(layer), surfaceCounts } };
}

function wordsOf({ vocabulary: { surfaces, surfaceMasks, surfaceLengths } }: Layer) {
  return { surfaces, surfaceMasks, surfaceLengths };
}

/** What of a layer lives, to be made a part of another segment. */
export function livingSource({ changed, dead }: LiveLayer, deaths: ReadonlySet<number>): Source {
  const { ordinals, positions, groups, documents } = changed;
  const rows = new Uint32Array(ordinals.length);
  let living = 0;
  for (let row = 0; row < ordinals.length; row++) {
    if (dead?.[row] !== 1 && !deaths.has(row)) rows[living++] = row;
  }
  return { documents, rows: rows.slice(0, living), ordinals, positions, groups };
}
