import type { AttributeValue, Product } from '../product.js';

/** Fields of a product that a patch may name: its id is its identity, its attributes are named one by one. */
export type PatchField = Exclude<keyof Product, 'id' | 'attributes'>;

type Cleared<T> = { readonly [F in keyof T]?: T[F] | null };

/** Named fields of a product; null removes one. What is not named stays. */
export interface ProductPatch {
  readonly fields: Cleared<Omit<Product, 'id' | 'attributes'>>;
  /** By name; null removes one. */
  readonly attributes?: Readonly<Record<string, AttributeValue | null>>;
  /** All attributes go before those above are set. */
  readonly clearsAttributes?: true;
}

/** One change of a catalogue, clean. A put is the whole product. */
export type CatalogChange =
  | { readonly kind: 'put'; readonly id: string; readonly product: Product }
  | { readonly kind: 'patch'; readonly id: string; readonly patch: ProductPatch }
  | { readonly kind: 'delete'; readonly id: string };

/** The product after a change; undefined: there is none. A patch of nothing leaves nothing. */
export function changed(product: Product | undefined, change: CatalogChange): Product | undefined {
  switch (change.kind) {
    case 'put':
      return change.product;
    case 'delete':
      return undefined;
    case 'patch':
      return product === undefined ? undefined : patched(product, change.patch);
  }
}

/**
 * One change that does to every product what `first` and then `next` do. Both are of one id. A patch after a delete
 * changes nothing.
 */
export function folded(first: CatalogChange, next: CatalogChange): CatalogChange {
  if (next.kind !== 'patch') return next;
  switch (first.kind) {
    case 'delete':
      return first;
    case 'put':
      return { ...first, product: patched(first.product, next.patch) };
    case 'patch':
      return { ...first, patch: patchedPatch(first.patch, next.patch) };
  }
}

function patched(product: Product, { fields, attributes, clearsAttributes }: ProductPatch): Product {
  const { attributes: held, ...rest } = product;
  const all = { ...(clearsAttributes === true ? {} : held), ...attributes };
  const kept = withoutNulls(all);
  return {
    ...(withoutNulls({ ...rest, ...fields }) as unknown as Product),
    ...(Object.keys(kept).length === 0 ? {} : { attributes: kept }),
  };
}

function patchedPatch(first: ProductPatch, next: ProductPatch): ProductPatch {
  const cleared = next.clearsAttributes === true;
  const attributes = { ...(cleared ? {} : first.attributes), ...next.attributes };
  return {
    fields: { ...first.fields, ...next.fields },
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    ...(cleared || first.clearsAttributes === true ? { clearsAttributes: true } : {}),
  };
}

function withoutNulls<T>(values: Readonly<Record<string, T | null>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== null),
  );
}
