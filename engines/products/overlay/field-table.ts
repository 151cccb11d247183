import { sourceFields, type CatalogMap, type SourceField } from '../../../catalog/index.js';
import {
  CATEGORY_SEPARATOR,
  KEYWORD_FIELDS,
  NUMERIC_FIELDS,
  TEXT_FIELDS,
  type TextField,
} from '../../../mappings/index.js';
import { DATE_TYPES, NUMBER_TYPES } from './number-reach.js';

/** What an index says of one of its fields (`_field_caps`). */
export interface FieldCapability {
  readonly type: string;
  readonly searchable: boolean;
  readonly aggregatable: boolean;
}

/** A field of the shop's index that a product's field is filtered, counted or sorted by. */
export interface ServerField {
  readonly path: string;
  readonly kind: 'keyword' | 'boolean' | 'number' | 'date';
  /** The server's own type: `integer`, `date_nanos` … */
  readonly type: string;
  /** A product's value is the index's times this. */
  readonly scale: number;
  /** Between the levels of a category's path, where they stand in one text. */
  readonly separator: string;
}

/** How the field table stands in an index with a mapping of its own. */
export interface FieldTable {
  /** The fields that words are looked for in. */
  readonly text: ReadonlyMap<TextField, readonly string[]>;
  readonly keyword: ReadonlyMap<string, ServerField>;
  readonly numeric: ReadonlyMap<string, ServerField>;
  /** Fields that products have and the index cannot filter by, with the reason. */
  readonly unusable: ReadonlyMap<string, string>;
}

const TEXT_TYPES = new Set(['text', 'match_only_text', 'search_as_you_type']);
const KEYWORD_TYPES = new Set(['keyword', 'constant_keyword', 'boolean']);
const CONTAINERS = new Set(['object', 'nested', 'flattened']);

const keywordFields: ReadonlySet<string> = new Set(KEYWORD_FIELDS);
const numericFields: ReadonlySet<string> = new Set(NUMERIC_FIELDS);

/** Lays the field table over an index: which of its fields stand for which of a product's, by the map or by their names. */
export function fieldTable(map: CatalogMap, index: ReadonlyMap<string, FieldCapability>): FieldTable {
  const table = {
    text: new Map<TextField, readonly string[]>(),
    keyword: new Map<string, ServerField>(),
    numeric: new Map<string, ServerField>(),
    unusable: new Map<string, string>(),
  };
  const sources = sourceFields(map, leaves(index));
  for (const field of TEXT_FIELDS) {
    const paths = sources.get(field)?.paths.flatMap((path) => textPaths(path, index)) ?? [];
    if (paths.length > 0) table.text.set(field, paths);
  }
  for (const [field, source] of sources) {
    const attribute = field.startsWith('attributes.');
    const wanted = [
      ...(numericFields.has(field) || attribute ? ['numeric' as const] : []),
      ...(keywordFields.has(field) || attribute ? ['keyword' as const] : []),
    ];
    if (wanted.length === 0 || !source.paths.some((path) => index.has(path))) continue;
    const found = wanted
      .map((kind) => ({ kind, server: serverField(field, source, kind, index) }))
      .find(({ server }) => typeof server !== 'string');
    if (found !== undefined && typeof found.server === 'object') table[found.kind].set(field, found.server);
    else table.unusable.set(field, unusable(field, source, wanted[0] ?? 'keyword', index));
  }
  return table;
}

/** Fields of their own: neither containers nor other views of a field (`name.keyword`). */
function leaves(index: ReadonlyMap<string, FieldCapability>): string[] {
  return [...index].flatMap(([name, { type }]) => {
    if (CONTAINERS.has(type)) return [];
    const parent = index.get(name.slice(0, Math.max(0, name.lastIndexOf('.'))));
    return parent === undefined || CONTAINERS.has(parent.type) ? [name] : [];
  });
}

/** The field itself, or the views of it that are analysed; a keyword without such a view is found by its whole value. */
function textPaths(path: string, index: ReadonlyMap<string, FieldCapability>): string[] {
  const own = index.get(path);
  if (own === undefined || !own.searchable || nestedIn(path, index) !== undefined) return [];
  if (TEXT_TYPES.has(own.type)) return [path];
  const views = viewsOf(path, index).filter(([, { type }]) => TEXT_TYPES.has(type));
  const [view] = views;
  if (view !== undefined) return [view[0]];
  return own.type === 'keyword' ? [path] : [];
}

function serverField(
  field: string,
  source: SourceField,
  wanted: 'keyword' | 'numeric',
  index: ReadonlyMap<string, FieldCapability>,
): ServerField | string {
  const [path] = source.paths;
  if (path === undefined || source.made) return 'the map makes its values';
  if (source.split !== undefined && field !== 'category') return 'the map splits its values';
  const nested = nestedIn(path, index);
  if (nested !== undefined) return `it lies in the nested object ${nested}, which has to be asked by itself`;
  const types = wanted === 'keyword' ? KEYWORD_TYPES : field === 'createdAt' ? DATE_TYPES : NUMBER_TYPES;
  const own = index.get(path);
  const candidates = [...(own === undefined ? [] : [[path, own] as const]), ...viewsOf(path, index)];
  const usable = candidates.find(
    ([, { type, searchable, aggregatable }]) => types.has(type) && searchable && aggregatable,
  );
  if (usable === undefined) return `the index has no ${wanted} field of it`;
  const [name, { type }] = usable;
  return {
    path: name,
    kind: DATE_TYPES.has(type)
      ? 'date'
      : NUMBER_TYPES.has(type)
        ? 'number'
        : type === 'boolean'
          ? type
          : 'keyword',
    type,
    scale: source.multiply ?? 1,
    separator: source.split ?? CATEGORY_SEPARATOR,
  };
}

function unusable(
  field: string,
  source: SourceField,
  wanted: 'keyword' | 'numeric',
  index: ReadonlyMap<string, FieldCapability>,
): string {
  const why = serverField(field, source, wanted, index);
  return typeof why === 'string' ? why : '';
}

/**
 * The nested object that a path is or lies in. The server keeps such objects as documents of their own: a query of the
 * product finds nothing in them, and says so by no error.
 */
function nestedIn(path: string, index: ReadonlyMap<string, FieldCapability>): string | undefined {
  const steps = path.split('.');
  return steps
    .map((_, i) => steps.slice(0, i + 1).join('.'))
    .find((ancestor) => index.get(ancestor)?.type === 'nested');
}

/** `name.keyword` and the like, by name. */
function viewsOf(path: string, index: ReadonlyMap<string, FieldCapability>): [string, FieldCapability][] {
  return [...index]
    .filter(([name]) => name.startsWith(`${path}.`) && !name.slice(path.length + 1).includes('.'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
