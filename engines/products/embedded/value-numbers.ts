import type { KeywordColumn, Segment } from './segment.js';

/** Values of one field that the base does not have. */
interface Added {
  readonly texts: string[];
  readonly numbers: Map<string, number>;
}

/**
 * One numbering of a keyword field's values over the base and the segments of what changed: the base's own numbers, and
 * beyond them one for each value that it does not have. A number stays what it is: all snapshots share them.
 */
export class ValueNumbers {
  private readonly added = new Map<string, Added>();
  private readonly known = new WeakMap<Segment, Map<string, Uint32Array>>();

  constructor(private readonly base: Segment) {}

  /** How many numbers a field has so far. */
  size(field: string): number {
    return this.baseSize(field) + (this.added.get(field)?.texts.length ?? 0);
  }

  text(field: string, number: number): string {
    const size = this.baseSize(field);
    if (number >= size) return this.added.get(field)?.texts[number - size] ?? '';
    return this.base.keyword.get(field)?.dictionary.at(number) ?? '';
  }

  /** The numbers of a segment's values, by the segment's own. */
  of(segment: Segment, field: string, { dictionary }: KeywordColumn): Uint32Array {
    const fields = this.known.get(segment) ?? new Map<string, Uint32Array>();
    this.known.set(segment, fields);
    let numbers = fields.get(field);
    if (numbers === undefined) {
      numbers = Uint32Array.from({ length: dictionary.size }, (_, i) => this.number(field, dictionary.at(i)));
      fields.set(field, numbers);
    }
    return numbers;
  }

  private number(field: string, text: string): number {
    const known = this.base.keyword.get(field)?.dictionary.find(text) ?? -1;
    if (known >= 0) return known;
    const added = this.added.get(field) ?? { texts: [], numbers: new Map<string, number>() };
    this.added.set(field, added);
    let number = added.numbers.get(text);
    if (number === undefined) {
      number = this.baseSize(field) + added.texts.length;
      added.numbers.set(text, number);
      added.texts.push(text);
    }
    return number;
  }

  private baseSize(field: string): number {
    return this.base.keyword.get(field)?.dictionary.size ?? 0;
  }
}
