import { AisleError, type CallOptions } from '../../base/index.js';
import type { Cluster } from './cluster.js';

/** A field of an index that grows with each change of a document. */
export interface Checkpoint {
  readonly field: string;
  /** Dates are told in milliseconds since 1970. */
  readonly kind: 'date' | 'integer';
}

interface Capabilities {
  readonly fields: Readonly<Record<string, Readonly<Record<string, { readonly aggregatable: boolean }>>>>;
}

const DATES = new Set(['date', 'date_nanos']);
const INTEGERS = new Set(['integer', 'long', 'unsigned_long', 'short', 'byte']);

/** Throws `bad_config` when the index has no such field, or none that grows by dates or whole numbers. */
export async function findCheckpoint(
  cluster: Cluster,
  index: string,
  field: string,
  options?: CallOptions,
): Promise<Checkpoint> {
  const path = `/${encodeURIComponent(index)}/_field_caps`;
  const query = { fields: field, allow_no_indices: false };
  const { fields } = await cluster.request<Capabilities>({ method: 'GET', path, query }, options);
  const [type, capability] = Object.entries(fields[field] ?? {})[0] ?? [];
  const kind =
    type === undefined || capability?.aggregatable !== true
      ? undefined
      : DATES.has(type)
        ? 'date'
        : INTEGERS.has(type)
          ? 'integer'
          : undefined;
  if (kind !== undefined) return { field, kind };
  const found = type === undefined ? 'there is none' : `it is of the type ${type}`;
  const message = `elasticsearch.checkpoint: expected a date or integer field of the index ${index}; ${field}: ${found}`;
  throw new AisleError('bad_config', message);
}

/** The documents whose checkpoint is at least `least`. */
export function changedSince({ field, kind }: Checkpoint, least: number): object {
  const bound = kind === 'date' ? { gte: String(least), format: 'epoch_millis' } : { gte: least };
  return { bool: { filter: [{ range: { [field]: bound } }] } };
}
