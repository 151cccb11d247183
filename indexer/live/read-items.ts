import { inSlices, isRecord, type FieldError } from '../../base/index.js';
import {
  changed,
  readId,
  readPatch,
  readPut,
  type CatalogChange,
  type Product,
  type ReadChange,
} from '../../catalog/index.js';
import type { Rejection } from './update-report.js';

/** An item that is to be logged, with what it makes of its product, or why it is not. */
export type ItemRead =
  | {
      readonly change: CatalogChange;
      /** Undefined: gone. */
      readonly product: Product | undefined;
      readonly repaired: readonly FieldError[];
    }
  | Rejection;

/** Items read in one turn of the event loop: cleaning one takes up to a tenth of a millisecond. */
const TURN = 50;

/** Whole products; see {@link readPut}. */
export function readPuts(items: readonly unknown[], now: number): Promise<ItemRead[]> {
  return inSlices(items, TURN, (item): ItemRead => {
    const read = readPut(item, now);
    return 'errors' in read ? rejected(readId(item), read) : accepted(read, undefined);
  });
}

/**
 * Named fields of products; see {@link readPatch}. `current`: the products as they are, by id; the items of one batch
 * build on one another. `failing`: why updates that were accepted before cannot be seen now; a product may be among them.
 */
export function readPatches(
  items: readonly unknown[],
  current: ReadonlyMap<string, Product>,
  { now, failing }: { readonly now: number; readonly failing?: string | undefined },
): Promise<ItemRead[]> {
  const products = new Map(current);
  return inSlices(items, TURN, (item): ItemRead => {
    const id = readId(item);
    if (!isRecord(item) || id === undefined) {
      return withoutId('expected an object with the id of a product');
    }
    const product = products.get(id);
    if (product === undefined && failing !== undefined) {
      const message = `whether there is a product with the id ${JSON.stringify(id)} is not known now: ${failing}`;
      return { id, code: 'unavailable', errors: [{ path: 'id', message }] };
    }
    if (product === undefined) {
      const message = `there is no product with the id ${JSON.stringify(id)}`;
      return { id, code: 'not_found', errors: [{ path: 'id', message }] };
    }
    const read = readPatch(item, product, now);
    if ('errors' in read) return rejected(id, read);
    const outcome = accepted(read, product);
    if (outcome.product !== undefined) products.set(id, outcome.product);
    return outcome;
  });
}

export function readDeletes(ids: readonly unknown[]): Promise<ItemRead[]> {
  return inSlices(ids, TURN, (given): ItemRead => {
    const id = readId(given);
    if (id === undefined) return withoutId('expected the id of a product');
    return { change: { kind: 'delete', id }, product: undefined, repaired: [] };
  });
}

function accepted(
  { change, repaired }: Extract<ReadChange, { change: unknown }>,
  before: Product | undefined,
): Extract<ItemRead, { change: unknown }> {
  return { change, product: changed(before, change), repaired };
}

function rejected(id: string | undefined, { errors }: Extract<ReadChange, { errors: unknown }>): Rejection {
  return { ...(id === undefined ? {} : { id }), code: 'bad_request', errors };
}

function withoutId(message: string): Rejection {
  return { code: 'bad_request', errors: [{ path: 'id', message }] };
}
