import type { CatalogChange, Product, ProductPatch } from '../../../catalog/index.js';
import type { LoggedOp } from '../op-log.js';

/** A row of `ops` that is no mark. */
export interface OpRow {
  readonly seq: number;
  readonly kind: CatalogChange['kind'];
  readonly id: string;
  readonly body: string | null;
  readonly time: number;
}

/** What a change is beside its kind and its id, as JSON. */
export function bodyOf(change: CatalogChange): string | null {
  switch (change.kind) {
    case 'put':
      return JSON.stringify(change.product);
    case 'patch':
      return JSON.stringify(change.patch);
    case 'delete':
      return null;
  }
}

export function opOf({ seq, time, ...row }: OpRow): LoggedOp {
  return { seq, time, change: changeOf(row) };
}

function changeOf({ kind, id, body }: Pick<OpRow, 'kind' | 'id' | 'body'>): CatalogChange {
  switch (kind) {
    case 'put':
      return { kind, id, product: JSON.parse(body ?? '') as Product };
    case 'patch':
      return { kind, id, patch: JSON.parse(body ?? '') as ProductPatch };
    case 'delete':
      return { kind, id };
  }
}
