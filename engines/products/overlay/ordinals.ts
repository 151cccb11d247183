import type { ProductTable } from './product-table.js';

/**
 * Ordinals of an index that goes on changing: those of the generation, and, beyond them, one for each product that the
 * server has answered since and that the generation does not know.
 */
export class Ordinals {
  readonly #table: ProductTable;
  readonly #guests = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #groups = new Map<string, number>();

  constructor(table: ProductTable) {
    this.#table = table;
  }

  of(id: string): number {
    const known = this.#table.ordinals.get(id) ?? this.#guests.get(id);
    if (known !== undefined) return known;
    const guest = this.#table.ids.length + this.#ids.length;
    this.#guests.set(id, guest);
    this.#ids.push(id);
    return guest;
  }

  /** Undefined for an ordinal that was never given. */
  id(ordinal: number): string | undefined {
    const { ids } = this.#table;
    return ordinal < ids.length ? ids[ordinal] : this.#ids[ordinal - ids.length];
  }

  /** Numbers of groups count down from the largest, those of single products are their ordinals. */
  group(name: string): number {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const number = 0xffff_ffff - this.#groups.size;
    this.#groups.set(name, number);
    return number;
  }
}
