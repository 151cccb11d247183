import type { Filter } from '../../../mappings/index.js';
import type { ServerField } from './field-table.js';
import { reachOf } from './number-reach.js';

type RangeFilter = Extract<Filter, { readonly kind: 'range' }>;
type Side = 'gte' | 'gt' | 'lte' | 'lt';

const SIDES: readonly Side[] = ['gte', 'gt', 'lte', 'lt'];

/** A range of a product's values as a query over the shop's own field. */
export function rangeQuery(filter: RangeFilter, field: ServerField): object {
  const bounds = SIDES.flatMap((side) => {
    const value = filter[side];
    return value === undefined ? [] : [boundQuery(side, stored(value, field), field)];
  });
  // Without bounds: every product that has a value.
  return { bool: { filter: bounds.length === 0 ? [exists(field)] : bounds } };
}

/** A bound that no value of the field's type can reach is passed by all of them, or by none. */
function boundQuery(side: Side, value: number, field: ServerField): object {
  const { least, most } = reachOf(field.type);
  const fromBelow = side === 'gte' || side === 'gt';
  if (value < least) return fromBelow ? exists(field) : { match_none: {} };
  if (value > most) return fromBelow ? { match_none: {} } : exists(field);
  if (field.kind !== 'date') return { range: { [field.path]: { [side]: value } } };
  return { range: { [field.path]: { [side]: String(wholeAt(side, value)), format: 'epoch_millis' } } };
}

/** Dates are whole milliseconds to us, and servers read the fractions of a bound each in their own way. */
function wholeAt(side: Side, value: number): number {
  return side === 'gte' || side === 'lt' ? Math.ceil(value) : Math.floor(value);
}

/** A product's value as the index holds it. */
function stored(value: number, { scale }: ServerField): number {
  // Twelve digits, as the map itself rounds: 19.99 is 1999 cents, not 1998.9999999999998.
  return scale === 1 ? value : Number((value / scale).toPrecision(12));
}

function exists({ path }: ServerField): object {
  return { exists: { field: path } };
}
