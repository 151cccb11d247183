import type {
  ChangingProducts,
  LiveProducts,
  ProductIndex,
  ProductIndexWriter,
} from '../engines/products/index.js';
import type { LiveVectors, VectorIndex, VectorIndexWriter } from '../engines/vectors/index.js';

/** Where a generation's product index lies: an engine on this machine takes the folder, one on a cluster the name. */
export interface Place {
  readonly folder: string;
  /** The generation's id. */
  readonly name: string;
}

/** The product indices of one installation. */
export interface ProductIndices {
  /** The products are the shop's own, in an index that goes on changing: what was read may differ a moment later. */
  readonly foreign?: true;
  openWriter(place: Place): Promise<ProductIndexWriter>;
  /** Throws `not_found`, `corrupt`, `unavailable`. */
  open(place: Place): Promise<ProductIndex>;
  /** What is not there is no error. */
  remove(place: Place): Promise<void>;
  /** Names of those that lie outside the folders: finished or not, made by this installation alone. */
  list(): Promise<string[]>;
}

/** The vector indices of one installation, by their content's address. */
export interface VectorIndices {
  /** Starts one anew: what was there under the address is gone. It can be opened once it is finished. */
  openWriter(
    address: string,
    options: { readonly dimensions: number; readonly expected?: number },
  ): Promise<VectorIndexWriter>;
  /** Throws `not_found` when none was finished there, `corrupt`; all else, `unavailable` for one, says nothing of what lies there. */
  open(address: string): Promise<VectorIndex>;
  remove(address: string): Promise<void>;
  /** Addresses of all, finished or not. */
  list(): Promise<string[]>;
}

/** The engines that generations are built on and opened with. */
export interface Engines {
  readonly products: ProductIndices;
  readonly vectors: VectorIndices;
  /** Takes single changes between two generations; absent where the engines cannot. */
  readonly live?: LiveMakers;
}

/** `snapshots`: each change makes a new one. `in place`: the index itself changes, and other processes may change it too. */
export type LiveMakers = { vectors(base: VectorIndex): LiveVectors } & (
  | { readonly kind: 'snapshots'; products(base: ProductIndex): LiveProducts }
  | { readonly kind: 'in place'; products(base: ProductIndex): ChangingProducts }
);
