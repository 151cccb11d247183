import { AisleError } from '../base/index.js';
import { namesOf, targetOf } from './aliases.js';
import { PRODUCT_FIELDS, type ProductField, type RawProduct } from './cleaning/clean-product.js';
import { MAX_UNKNOWN_FIELDS } from './limits.js';
import type { CatalogMap, FieldSource } from './map.js';
import { quoteValue } from './rows.js';
import { readSource, sourcePaths } from './transforms.js';

/** A source field that nothing uses, with the number of rows that hold a value there. */
export interface UnknownField {
  readonly field: string;
  readonly rows: number;
  readonly example: string;
}

type Row = Readonly<Record<string, unknown>>;

interface NameUse {
  /** Read by the map, or left out on purpose. */
  readonly used: boolean;
  readonly target?: { readonly field: ProductField; readonly rank: number };
}

const present = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
const NO_ATTRIBUTES: ReadonlyMap<string, unknown> = new Map();

/** Takes rows of one file to raw products, by a map and by names; remembers each name's meaning. */
export class RowMapper {
  readonly #map: CatalogMap;
  readonly #mapped: readonly (readonly [ProductField, FieldSource])[];
  readonly #attributes: readonly (readonly [string, FieldSource])[];
  readonly #consumed: ReadonlySet<string>;
  readonly #uses = new Map<string, NameUse>();
  readonly #unknown = new Map<string, { rows: number; example: string }>();

  constructor(map: CatalogMap) {
    this.#map = map;
    this.#mapped = PRODUCT_FIELDS.flatMap((field) => {
      const from = map.fields[field];
      return from === undefined || from === null ? [] : [[field, from] as const];
    });
    this.#attributes = Object.entries(map.attributes);
    const paths = [...this.#mapped, ...this.#attributes].flatMap(([, from]) => sourcePaths(from));
    // A dotted path uses the whole field it starts in, or a column whose name has the dot itself.
    this.#consumed = new Set([
      ...paths,
      ...paths.map((path) => path.split('.', 1)[0] ?? path),
      ...map.ignore,
    ]);
  }

  toRaw(row: Row): RawProduct {
    const fields: { [F in ProductField]?: unknown } = {};
    let ranks: { [F in ProductField]?: number } | undefined;
    let names: { [F in ProductField]?: string } | undefined;
    let attributes: Map<string, unknown> | undefined;
    for (const name of Object.keys(row)) {
      const { used, target } = this.#use(name);
      if (used) continue;
      const value = row[name];
      if (!present(value)) continue;
      if (target === undefined) {
        attributes = this.#keepUnknown(name, value, attributes);
        continue;
      }
      const { field, rank } = target;
      const held = ranks?.[field];
      if (held === undefined) {
        fields[field] = value;
      } else if (rank < held) {
        attributes = this.#keepUnknown(names?.[field] ?? field, fields[field], attributes);
        fields[field] = value;
      } else {
        attributes = this.#keepUnknown(name, value, attributes);
        continue;
      }
      (ranks ??= {})[field] = rank;
      (names ??= {})[field] = name;
    }
    for (const [field, from] of this.#mapped) fields[field] = readSource(row, from);
    for (const [name, from] of this.#attributes) {
      const value = readSource(row, from);
      if (present(value)) (attributes ??= new Map()).set(name, value);
    }
    return { fields, attributes: attributes ?? NO_ATTRIBUTES };
  }

  /** How many of these column names mean something: tells a CSV file's delimiter. */
  known(columns: readonly string[]): number {
    return columns.filter((name) => {
      const use = this.#use(name);
      return use.used || use.target !== undefined;
    }).length;
  }

  /** Whether rows of these names can have an id and a title. */
  suffice(names: readonly string[]): boolean {
    return this.#missing(names).length === 0;
  }

  /** Throws `bad_file` where no column can give the id or the title. */
  checkColumns(file: string, columns: readonly string[]): void {
    const missing = this.#missing(columns);
    if (missing.length === 0) return;
    const shown = columns
      .slice(0, 30)
      .map((name) => quoteValue(name))
      .join(', ');
    const more = columns.length > 30 ? ` and ${columns.length - 30} more` : '';
    throw new AisleError(
      'bad_file',
      `${file}: no column for ${missing.join(' and ')}; the first line names the columns ${shown}${more}; expected ${missing.map((field) => this.expected(field)).join(' and ')}; a map can name others`,
    );
  }

  /** Where a field was looked for, for messages. */
  expected(field: ProductField): string {
    const from = this.#map.fields[field];
    if (from === null) return `${field} (switched off by the map)`;
    return from === undefined
      ? `${field} (one of ${namesOf(field)} …)`
      : `${field} (from ${sourcePaths(from).join(' or ')})`;
  }

  unknownFields(): UnknownField[] {
    return [...this.#unknown].map(([field, { rows, example }]) => ({ field, rows, example }));
  }

  #missing(names: readonly string[]): ('id' | 'title')[] {
    return (['id', 'title'] as const).filter((field) => {
      const from = this.#map.fields[field];
      if (from === null) return true;
      if (from === undefined) return !names.some((name) => this.#use(name).target?.field === field);
      const paths = sourcePaths(from);
      return (
        paths.length > 0 &&
        !paths.some((path) => names.includes(path) || names.includes(path.split('.', 1)[0] ?? path))
      );
    });
  }

  #use(name: string): NameUse {
    let use = this.#uses.get(name);
    if (use === undefined) {
      const target = targetOf(name);
      const used = this.#consumed.has(name);
      const free = target !== undefined && this.#map.fields[target.field] === undefined;
      use = free && !used ? { used, target } : { used };
      // Keys that are data must not fill the memory.
      if (this.#uses.size < 10 * MAX_UNKNOWN_FIELDS) this.#uses.set(name, use);
    }
    return use;
  }

  #keepUnknown(
    name: string,
    value: unknown,
    attributes: Map<string, unknown> | undefined,
  ): Map<string, unknown> | undefined {
    if (this.#map.unknown === 'attributes')
      return (attributes ?? new Map<string, unknown>()).set(name, value);
    const entry = this.#unknown.get(name);
    if (entry !== undefined) entry.rows++;
    else if (this.#unknown.size < MAX_UNKNOWN_FIELDS)
      this.#unknown.set(name, { rows: 1, example: quoteValue(value) });
    return attributes;
  }
}
