import { BM25, SERVER_WEIGHT_SCALE } from './bm25.js';
import { KEYWORD_FIELDS, NUMERIC_FIELDS, TEXT_FIELDS } from './fields.js';

/**
 * How texts become terms on a search server. `own`: by our own analyser, before they are sent; the server splits at
 * white space alone, so that every server finds what the embedded engine finds, whatever modules it has. Otherwise the
 * name of one of its own analysers (`german`, `cjk` …), which then serves documents and queries.
 */
export type ServerAnalyser = string;
export const OWN_ANALYSER: ServerAnalyser = 'own';

export interface SearchMappingOptions {
  readonly analyser: ServerAnalyser;
  readonly shards: number;
  /** Kept in the mapping for whoever opens the index. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Longer values cannot be filtered; a term of a server's index holds at most 32,766 bytes. UTF-16 code units. */
const LONGEST_KEYWORD = 8_191;
/** Fields of the table, and 2 for each of the attributes that may have a column. */
const MOST_FIELDS = 2_000;

/** What a live update leaves in a document besides its product; see {@link changesMapping}. */
const CHANGES = {
  seq: { type: 'long' },
  textSeq: { type: 'long' },
  // Read with the other columns, never searched.
  vector: { type: 'binary', doc_values: true },
} as const;
/**
 * How long a server remembers what was deleted: one that was held up and writes an older version of it later than that
 * would bring it back.
 */
const DELETES_KEPT = '1h';

const KEYWORD = { type: 'keyword', ignore_above: LONGEST_KEYWORD } as const;
const NUMBER = { type: 'double' } as const;

/**
 * Settings and mapping of a product index, from the field table. While it is built nothing is refreshed or copied;
 * `finishedSettings` restores both.
 */
export function searchMapping({ analyser, shards, meta }: SearchMappingOptions): object {
  const text = {
    type: 'text',
    analyzer: analyser === OWN_ANALYSER ? 'whitespace' : analyser,
    // Only how often a word occurs counts, not where.
    index_options: 'freqs',
  };
  return {
    settings: {
      number_of_shards: shards,
      number_of_replicas: 0,
      refresh_interval: '-1',
      'mapping.total_fields.limit': MOST_FIELDS,
      gc_deletes: DELETES_KEPT,
      similarity: { default: { type: 'BM25', k1: BM25.k1 * SERVER_WEIGHT_SCALE, b: BM25.b } },
    },
    mappings: {
      dynamic: 'strict',
      _meta: meta,
      // The columns say the rest of a product again.
      _source: { includes: ['document'] },
      properties: {
        ordinal: { type: 'integer' },
        id: { type: 'keyword' },
        group: { type: 'integer' },
        ...CHANGES,
        text: { properties: Object.fromEntries(TEXT_FIELDS.map((field) => [field, text])) },
        surface: { type: 'keyword', index: false },
        keyword: { properties: Object.fromEntries(KEYWORD_FIELDS.map((field) => [field, KEYWORD])) },
        number: { properties: Object.fromEntries(NUMERIC_FIELDS.map((field) => [field, NUMBER])) },
        document: { type: 'object', enabled: false },
      },
    },
  };
}

/** The mapping of further attribute columns, by field name (`attributes.voltage`). */
export function attributeMapping(keyword: Iterable<string>, numeric: Iterable<string>): object {
  return {
    properties: {
      keyword: { properties: nested(keyword, KEYWORD) },
      number: { properties: nested(numeric, NUMBER) },
    },
  };
}

export function finishedSettings(replicas: number): object {
  return { index: { number_of_replicas: replicas, refresh_interval: null } };
}

/**
 * What live updates write: `seq` and `textSeq`, the numbers of the ops that changed a document and its embedded text last
 * (absent: as built), and the vector of that text, little-endian float32 in base64. An index that was built without these
 * fields gets them, and the settings, before the first update.
 */
export function changesMapping(): object {
  return { properties: CHANGES };
}

/** Whether an index (`mappings.properties`) was built with what live updates need. */
export function takesChanges(properties: unknown): boolean {
  return 'textSeq' in (properties as object);
}

export function changesSettings(): object {
  return { index: { gc_deletes: DELETES_KEPT } };
}

/** The server's name of a keyword field, and of a numeric one. */
export const keywordPath = (field: string): string => `keyword.${escaped(field)}`;
export const numberPath = (field: string): string => `number.${escaped(field)}`;
export const textPath = (field: string): string => `text.${field}`;

/** Field names that a mapping (`mappings.properties`) holds: what {@link keywordPath} and {@link numberPath} made. */
export function mappedFields(properties: unknown, kind: 'keyword' | 'number'): string[] {
  const holder = inProperties(properties, kind);
  return Object.keys(holder).flatMap((name) =>
    name === 'attributes'
      ? Object.keys(inProperties(holder, name)).map(
          (attribute) => `attributes.${decodeURIComponent(attribute)}`,
        )
      : [name],
  );
}

function inProperties(properties: unknown, name: string): Record<string, unknown> {
  const field = (properties as Record<string, { properties?: Record<string, unknown> } | undefined>)[name];
  return field?.properties ?? {};
}

function nested(fields: Iterable<string>, mapping: object): object {
  const attributes: Record<string, object> = {};
  for (const field of fields) attributes[escapedAttribute(field)] = mapping;
  return Object.keys(attributes).length === 0 ? {} : { attributes: { properties: attributes } };
}

const ATTRIBUTES = 'attributes.';

function escaped(field: string): string {
  return field.startsWith(ATTRIBUTES) ? `${ATTRIBUTES}${escapedAttribute(field)}` : field;
}

/** A point would make an object of it, a star a pattern. */
function escapedAttribute(field: string): string {
  return encodeURIComponent(field.slice(ATTRIBUTES.length)).replace(
    /[.*!'()~_-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
