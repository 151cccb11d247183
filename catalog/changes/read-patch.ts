import { isRecord, type FieldError } from '../../base/index.js';
import { targetOf } from '../aliases.js';
import { cleanProduct } from '../cleaning/clean-product.js';
import { Repairs } from '../cleaning/text.js';
import { MAX_ENTRIES } from '../limits.js';
import { DEFAULT_MAP } from '../map.js';
import type { AttributeValue, Product } from '../product.js';
import { RowMapper } from '../row-mapper.js';
import {
  asError,
  lostValues,
  NO_SUCH_FIELD,
  unknownErrors,
  type ReadChange,
  type Row,
} from './change-errors.js';
import type { PatchField, ProductPatch } from './change.js';

const EXPECTED_VALUE = 'expected a value, or null to remove the field';

/**
 * Reads the named fields of a product that is there; null removes one, an attribute of `attributes` too. Values are
 * cleaned as those of a file; one that cannot be used is an error. `now` in ms since 1970 bounds the dates.
 */
export function readPatch(item: Row, current: Product, now: number): ReadChange {
  const { nulls, named, errors } = apart(item);
  const mapper = new RowMapper(DEFAULT_MAP);
  const { fields: given } = mapper.toRaw(named);
  errors.push(...unknownErrors(mapper));
  const attributes = apartAttributes(given.attributes);
  const repairs = new Repairs();
  // Of the present product what the values are read by; a text that is clean already may not be cleaned twice.
  const raw = { title: current.title, currency: current.currency, ...given };
  const cleaned = cleanProduct(
    { fields: { ...raw, attributes: attributes.set, id: current.id }, attributes: new Map() },
    now,
    repairs,
  );
  if ('problems' in cleaned) {
    return {
      errors: [...errors, ...cleaned.problems.map(({ field, message }) => ({ path: field, message }))],
    };
  }
  const { product } = cleaned;
  errors.push(...lostValues(repairs.list, product));
  const fields: Partial<Record<PatchField, unknown>> = {};
  for (const field of Object.keys(given) as (keyof typeof given)[]) {
    if (field === 'id' || field === 'attributes') continue;
    fields[field] = product[field];
    if (product[field] === undefined && !errors.some(({ path }) => path === field)) {
      errors.push({ path: field, message: EXPECTED_VALUE });
    }
  }
  // A price may say its currency itself.
  if (given.price !== undefined && product.currency !== current.currency) fields.currency = product.currency;
  for (const field of nulls) if (field !== 'attributes') fields[field] = null;
  const set: Record<string, AttributeValue | null> = { ...product.attributes };
  for (const name of attributes.nulls) set[name] = null;
  const cleared = nulls.has('attributes');
  errors.push(...sizeErrors(set, cleared ? {} : current.attributes));
  if (!cleared && Object.keys(fields).length + Object.keys(set).length === 0 && errors.length === 0) {
    errors.push({ path: '', message: 'expected at least one field besides the id' });
  }
  if (errors.length > 0) return { errors };
  const patch: ProductPatch = {
    fields: fields as ProductPatch['fields'],
    ...(Object.keys(set).length === 0 ? {} : { attributes: set }),
    ...(cleared ? { clearsAttributes: true } : {}),
  };
  return { change: { kind: 'patch', id: current.id, patch }, repaired: repairs.list.map(asError) };
}

interface Apart {
  /** Fields that are to go. */
  readonly nulls: ReadonlySet<PatchField | 'attributes'>;
  readonly named: Row;
  readonly errors: FieldError[];
}

function apart(item: Row): Apart {
  const nulls = new Set<PatchField | 'attributes'>();
  const errors: FieldError[] = [];
  const named: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) {
    const field = targetOf(name)?.field;
    if (field === 'id') continue;
    if (value !== null) {
      // An empty text is nothing to a file's reader: here it is a mistake.
      if (value === '') errors.push({ path: name, message: EXPECTED_VALUE });
      else named[name] = value;
    } else if (field === undefined) errors.push({ path: name, message: NO_SUCH_FIELD });
    else if (field === 'title') errors.push({ path: name, message: 'expected a title: none can go without' });
    else nulls.add(field);
  }
  return { nulls, named, errors };
}

function apartAttributes(given: unknown): { readonly set: unknown; readonly nulls: readonly string[] } {
  if (!isRecord(given)) return { set: given, nulls: [] };
  const set = Object.entries(given).filter(([, value]) => value !== null);
  return {
    set: set.length === 0 ? undefined : Object.fromEntries(set),
    nulls: Object.keys(given).filter((name) => given[name] === null),
  };
}

function sizeErrors(set: object, held: object = {}): FieldError[] {
  const names = new Set([...Object.keys(held), ...Object.keys(set)]);
  if (names.size <= MAX_ENTRIES.attributes || Object.keys(set).length === 0) return [];
  return [{ path: 'attributes', message: `expected at most ${MAX_ENTRIES.attributes} in all` }];
}
