import { CATEGORY_SEPARATOR, type Filter } from '../../../mappings/index.js';
import { AisleError } from '../../../base/index.js';
import { inFieldTable, unknownField } from '../known-fields.js';
import type { FieldTable, ServerField } from './field-table.js';
import { NAMING_WEIGHTS } from '../cluster/filter-query.js';
import { wordQuery, wordsOf } from './word-query.js';
import { rangeQuery } from './range-query.js';

const NOTHING = { match_none: {} };

/**
 * A filter as a query over the shop's own fields. A field of the field table that the index does not have matches
 * nothing. Throws `bad_request` for one that no product can have, and one that the index cannot filter by.
 */
export function filterQuery(filter: Filter, table: FieldTable): object {
  switch (filter.kind) {
    case 'keyword': {
      const field = fieldOf('keyword', filter.field, table);
      return field === undefined ? NOTHING : valuesQuery(filter.field, filter.values, field);
    }
    case 'range': {
      const field = fieldOf('numeric', filter.field, table);
      return field === undefined ? NOTHING : rangeQuery(filter, field);
    }
    case 'words': {
      const words = wordsOf(filter.text, NAMING_WEIGHTS, table);
      const queries = words.flatMap((word) => wordQuery(word, NAMING_WEIGHTS, table) ?? []);
      return queries.length === 0 ? NOTHING : { bool: { filter: queries } };
    }
    case 'not':
      return { bool: { must_not: [filterQuery(filter.filter, table)] } };
    case 'any':
      return {
        bool: {
          should: filter.filters.map((each) => filterQuery(each, table)),
          minimum_should_match: 1,
        },
      };
    case 'all':
      return { bool: { filter: filter.filters.map((each) => filterQuery(each, table)) } };
  }
}

/** The index's field for one of a product's; undefined where the index has none. Throws as {@link filterQuery} does. */
export function fieldOf(
  kind: 'keyword' | 'numeric',
  name: string,
  table: FieldTable,
): ServerField | undefined {
  const field = table[kind].get(name);
  if (field !== undefined) return field;
  const why = table.unusable.get(name);
  if (why !== undefined) {
    const message = `expected a field that the index can filter by: ${why}`;
    throw new AisleError('bad_request', `${name}: ${message}`, { errors: [{ path: name, message }] });
  }
  if (!inFieldTable(kind, name)) throw unknownField(name);
  return undefined;
}

/** A value of the index as the product holds it. */
export function shown(value: number, { scale }: ServerField): number {
  return scale === 1 ? value : Number((value * scale).toPrecision(12));
}

function valuesQuery(name: string, values: readonly string[], field: ServerField): object {
  if (field.kind === 'boolean') {
    const known = values.filter((value) => value === 'true' || value === 'false');
    return known.length === 0 ? NOTHING : { terms: { [field.path]: known } };
  }
  if (name !== 'category') return { terms: { [field.path]: values } };
  return { bool: { should: values.map((value) => belowCategory(value, field)), minimum_should_match: 1 } };
}

/** The category itself and all below it, whether a path stands in one text or its levels in a list. */
export function belowCategory(value: string, { path, separator }: ServerField): object {
  const levels = value.split(CATEGORY_SEPARATOR);
  const mark = separator.trim() || separator;
  // With spaces about the mark or without: reading takes them off.
  const should: object[] = [...new Set([separator, mark, ` ${mark} `])].flatMap((joint) => [
    ...(levels.length > 1 || joint === separator ? [{ term: { [path]: levels.join(joint) } }] : []),
    { prefix: { [path]: levels.join(joint) + joint } },
  ]);
  // Of levels that are all one, a list tells no more than of the first: `Lamp > Lamp` would be `Lamp`.
  if (new Set(levels).size > 1) {
    should.push({ bool: { filter: levels.map((level) => ({ term: { [path]: level } })) } });
  }
  return { bool: { should, minimum_should_match: 1 } };
}

/** The levels of a category's path as the index writes it, root first. */
export function levelsOf(text: string, { separator }: ServerField): string[] {
  return text
    .split(separator.trim() || separator)
    .map((level) => level.trim())
    .filter((level) => level !== '');
}
