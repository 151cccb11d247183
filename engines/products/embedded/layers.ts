import type { SynonymTerm } from '../../../mappings/index.js';
import { inFieldTable, unknownField } from '../known-fields.js';
import type { Vocabulary } from '../words/vocabulary.js';
import { holdsAll } from './conjunction.js';
import type { Segment } from './segment.js';
import type { ValueNumbers } from './value-numbers.js';

/** What a layer knows of products that changed since the base was built. */
export interface ChangedRows {
  /** By product of the layer. */
  readonly ordinals: Uint32Array;
  /** By product: the base's product with the same id, or half below the first one with a greater id. */
  readonly positions: Float64Array;
  /** The product of the layer that has an ordinal, −1 where none has. */
  find(ordinal: number): number;
  /** Order of the ids of a product here and one there, for ids that stand between the same two of the base. */
  compareIds(own: number, other: ChangedRows, theirs: number): number;
}

/** One segment among those that are searched as one. */
export interface Layer {
  readonly segment: Segment;
  /** Place of its first product. */
  readonly offset: number;
  /** By product: 1 is superseded or deleted. Absent: all of them live. */
  readonly dead: Uint8Array | undefined;
  /** How many live. */
  readonly living: number;
  /** Terms of the living, by text field. */
  readonly lengthSums: readonly number[];
  /** Surface words of the living. */
  readonly vocabulary: Vocabulary;
  /** Absent in the base: there the ordinal is the place, and ascends with the ids. */
  readonly changed?: ChangedRows;
}

/** A segment that is all there is. */
export function wholeLayer(segment: Segment): Layer {
  const { size: living, lengthSums } = segment;
  return { segment, offset: 0, dead: undefined, living, lengthSums, vocabulary: segment };
}

/**
 * Segments that are searched as one: the base, and those of what changed since. A *place* numbers the products of all of
 * them through. Never changes.
 */
export class Layers {
  /** Places, dead ones too. */
  readonly size: number;
  /** Living products. */
  readonly living: number;
  /** Mean number of terms of the living, by text field. */
  readonly meanLengths: readonly number[];
  readonly vocabularies: readonly Vocabulary[];
  /** The base first. */
  readonly all: readonly Layer[];
  /** By place from the end of the base on: the number of its layer. */
  private readonly numbers: Uint16Array;
  private everything: Uint32Array | undefined;

  constructor(
    readonly base: Layer,
    /** Without the base; offsets follow one another. */
    readonly changed: readonly (Layer & { readonly changed: ChangedRows })[] = [],
    /** Absent where the base is all there is. */
    readonly values?: ValueNumbers,
  ) {
    const all = [base, ...changed];
    const last = all.at(-1) ?? base;
    this.all = all;
    this.size = last.offset + last.segment.size;
    this.living = all.reduce((sum, { living }) => sum + living, 0);
    this.meanLengths = base.lengthSums.map(
      (_, field) =>
        all.reduce((sum, { lengthSums }) => sum + (lengthSums[field] ?? 0), 0) / Math.max(1, this.living),
    );
    this.vocabularies = all.map(({ vocabulary }) => vocabulary);
    this.numbers = new Uint16Array(this.size - base.segment.size);
    changed.forEach(({ offset, segment }, i) => {
      const from = offset - base.segment.size;
      this.numbers.fill(i + 1, from, from + segment.size);
    });
  }

  /** The number of a place's layer, 0 for the base. */
  numberOf(place: number): number {
    const { size } = this.base.segment;
    return place < size ? 0 : (this.numbers[place - size] as number);
  }

  /** The place of a living product by its ordinal; −1 where no living product has it. */
  placeOf(ordinal: number): number {
    const { base, changed } = this;
    if (ordinal < base.segment.size) return base.dead?.[ordinal] === 1 ? -1 : ordinal;
    for (const layer of changed) {
      const slot = layer.changed.find(ordinal);
      if (slot >= 0) return layer.dead?.[slot] === 1 ? -1 : layer.offset + slot;
    }
    return -1;
  }

  ordinalOf(place: number): number {
    if (place < this.base.segment.size) return place;
    const layer = this.changed[this.numberOf(place) - 1];
    return layer === undefined ? place : (layer.changed.ordinals[place - layer.offset] as number);
  }

  groupOf(place: number): number {
    const { segment } = this.base;
    if (place < segment.size) return segment.groups[place] as number;
    const layer = this.changed[this.numberOf(place) - 1] ?? this.base;
    return layer.segment.groups[place - layer.offset] as number;
  }

  /** Whether any living product holds one of the terms, or all terms of a synonym. */
  holds(terms: readonly string[], synonyms: readonly SynonymTerm[] = []): boolean {
    return this.all.some(
      (layer) =>
        terms.some((term) => occurs(layer.segment, layer.dead, term)) ||
        synonyms.some(({ term }) => holdsAll(layer, term.split(' '))),
    );
  }

  /** Places of the living products that have an identifier of these keys; one that has several may come again. */
  named(keys: readonly string[]): number[] {
    const places: number[] = [];
    if (keys.length === 0) return places;
    for (const { segment, offset, dead } of this.all) {
      for (const key of keys) {
        for (const slot of segment.identifiers?.find(key) ?? []) {
          if (dead?.[slot] !== 1) places.push(offset + slot);
        }
      }
    }
    return places;
  }

  /** The first keys of living products that begin so, in UTF-16 order. */
  keysBeginning(prefix: string, most: number): string[] {
    const found = new Set<string>();
    for (const { segment } of this.all) {
      let left = most;
      for (const key of segment.identifiers?.beginning(prefix) ?? []) {
        if (left === 0) break;
        if (this.named([key]).length === 0) continue;
        found.add(key);
        left--;
      }
    }
    return [...found].sort((a, b) => (a < b ? -1 : 1)).slice(0, most);
  }

  /** All living products, ascending. */
  places(): Uint32Array {
    if (this.everything === undefined) {
      const places = new Uint32Array(this.living);
      let at = 0;
      for (const { segment, offset, dead } of this.all) {
        for (let slot = 0; slot < segment.size; slot++) {
          if (dead?.[slot] !== 1) places[at++] = offset + slot;
        }
      }
      this.everything = places;
    }
    return this.everything;
  }

  /** Throws `bad_request` for a field that neither the field table nor any segment has. */
  expectField(kind: 'keyword' | 'numeric', field: string): void {
    if (!inFieldTable(kind, field) && !this.all.some(({ segment }) => segment[kind].has(field))) {
      throw unknownField(field);
    }
  }
}

function occurs(segment: Segment, dead: Uint8Array | undefined, term: string): boolean {
  const number = segment.terms.find(term);
  if (number < 0) return false;
  if (dead === undefined) return true;
  const { postingStarts, postingOrdinals } = segment;
  const end = postingStarts[number + 1] as number;
  for (let at = postingStarts[number] as number; at < end; at++) {
    if (dead[postingOrdinals[at] as number] === 0) return true;
  }
  return false;
}
