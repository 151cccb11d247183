import { AisleError } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import type { StoredProduct } from '../product-index.js';

/** A document's text, which is read when somebody asks for the product itself. */
export class StoredDocument implements StoredProduct {
  #product: Product | undefined;

  constructor(
    readonly id: string,
    readonly json: Buffer,
  ) {}

  /** Throws `corrupt` for a text that is not JSON. */
  get product(): Product {
    try {
      return (this.#product ??= JSON.parse(this.json.toString()) as Product);
    } catch (cause) {
      throw new AisleError('corrupt', `the document of ${this.id} cannot be read: the file is damaged`, {
        cause,
      });
    }
  }
}
