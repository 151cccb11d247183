import { targetOf } from './aliases.js';
import { PRODUCT_FIELDS, type ProductField } from './cleaning/clean-product.js';
import type { CatalogMap, FieldSource } from './map.js';
import { sourcePaths } from './transforms.js';

/** Where the values of a product's field stand in the rows, as far as they stand there as they are. */
export interface SourceField {
  /** Dotted paths; several: the value comes from the first that has one, or from all of them. */
  readonly paths: readonly string[];
  /** A value is the row's times this. */
  readonly multiply?: number;
  /** A value is one text of the row, split here. */
  readonly split?: string;
  /** A value is made in another way still: the row's own says nothing of it. */
  readonly made: boolean;
}

/**
 * The source of every product field and attribute (`attributes.NAME`), for rows whose fields have these dotted names:
 * what {@link RowMapper} would read. Fields that no row can fill are absent.
 */
export function sourceFields(map: CatalogMap, names: readonly string[]): Map<string, SourceField> {
  const found = new Map<string, SourceField>();
  const mapped = PRODUCT_FIELDS.flatMap((field) => {
    const from = map.fields[field];
    return from === undefined || from === null ? [] : [[field, from] as const];
  });
  const used = new Set([
    ...[...mapped, ...Object.entries(map.attributes)].flatMap(([, from]) =>
      sourcePaths(from).flatMap((path) => [path, path.split('.', 1)[0] ?? path]),
    ),
    ...map.ignore,
  ]);
  for (const [field, from] of mapped) found.set(field, described(from));
  const ranks = new Map<ProductField, number>();
  for (const name of new Set(names.map((path) => path.split('.', 1)[0] ?? path))) {
    if (used.has(name)) continue;
    const target = targetOf(name);
    if (target !== undefined && map.fields[target.field] === undefined) {
      if (target.rank >= (ranks.get(target.field) ?? Infinity)) continue;
      ranks.set(target.field, target.rank);
      found.set(target.field, described(name));
    } else if (map.unknown === 'attributes' && names.includes(name)) {
      found.set(`attributes.${name}`, described(name));
    }
  }
  addAttributes(found, names);
  for (const [name, from] of Object.entries(map.attributes)) found.set(`attributes.${name}`, described(from));
  return found;
}

/** An object of attributes has one field for each. */
function addAttributes(found: Map<string, SourceField>, names: readonly string[]): void {
  const whole = found.get('attributes');
  found.delete('attributes');
  const [path] = whole?.paths ?? [];
  if (path === undefined || whole?.made === true) return;
  for (const name of names) {
    if (name.startsWith(`${path}.`)) {
      found.set(`attributes.${name.slice(path.length + 1)}`, { paths: [name], made: false });
    }
  }
}

function described(from: FieldSource): SourceField {
  if (typeof from === 'string') return { paths: [from], made: false };
  const { multiply, split, index, values, join, prefix } = from;
  const paths = sourcePaths(from);
  const changed = [from.const, from.default, index, values, join, prefix].some((step) => step !== undefined);
  return {
    paths,
    ...(multiply === undefined ? {} : { multiply }),
    ...(split === undefined ? {} : { split }),
    made: changed || paths.length !== 1,
  };
}
