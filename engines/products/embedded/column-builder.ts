import { growableF64, type Growable } from './growable.js';

/** Number columns, NaN where a product has no value. */
export class NumericColumns {
  private readonly columns = new Map<string, Growable<Float64Array>>();

  set(field: string, ordinal: number, value: number): void {
    let column = this.columns.get(field);
    if (column === undefined) {
      column = growableF64();
      this.columns.set(field, column);
    }
    while (column.length < ordinal) column.push(Number.NaN);
    column.push(value);
  }

  get fields(): string[] {
    return [...this.columns.keys()].sort();
  }

  /** Of `size` values. */
  column(field: string, size: number): Float64Array {
    const values = new Float64Array(size).fill(Number.NaN);
    const column = this.columns.get(field);
    if (column !== undefined) values.set(column.view());
    return values;
  }
}

/** One keyword column while its values come by in order, each with its ordinals. */
export class KeywordColumn {
  private readonly ordinals: Uint32Array[] = [];
  private readonly counts: number[] = [];

  add(parts: readonly Uint32Array[]): void {
    this.ordinals.push(...parts);
    this.counts.push(parts.reduce((sum, part) => sum + part.length, 0));
  }

  /** By ordinal: the value numbers. `offsets` is absent when no product has two: then 0 is none and n is value n − 1. */
  layout(size: number): { values: Uint32Array; offsets?: Uint32Array } {
    const offsets = new Uint32Array(size + 1);
    for (const part of this.ordinals) for (const o of part) offsets[o + 1] = (offsets[o + 1] as number) + 1;
    const single = offsets.every((count) => count <= 1);
    for (let o = 0; o < size; o++) offsets[o + 1] = (offsets[o + 1] as number) + (offsets[o] as number);
    const values = new Uint32Array(single ? size : (offsets[size] as number));
    const next = offsets.slice();
    this.each((value, ordinal) => {
      if (single) values[ordinal] = value + 1;
      else {
        values[next[ordinal] as number] = value;
        next[ordinal] = (next[ordinal] as number) + 1;
      }
    });
    return single ? { values } : { values, offsets };
  }

  private each(visit: (value: number, ordinal: number) => void): void {
    let value = 0;
    let left = this.counts[0] ?? 0;
    for (const part of this.ordinals) {
      for (const ordinal of part) {
        while (left === 0) left = this.counts[++value] as number;
        visit(value, ordinal);
        left--;
      }
    }
  }
}
