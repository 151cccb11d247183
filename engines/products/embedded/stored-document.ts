import { AisleError } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import type { StoredProduct } from '../product-index.js';

/** A document's bytes, which are read each time that somebody asks for the product itself. */
export class StoredDocument implements StoredProduct {
  constructor(
    readonly id: string,
    readonly json: Buffer,
  ) {}

  /** Throws `corrupt` for what is not JSON. */
  get product(): Product {
    try {
      return JSON.parse(this.json.toString()) as Product;
    } catch (cause) {
      throw new AisleError('corrupt', `the document of ${this.id} cannot be read: the file is damaged`, {
        cause,
      });
    }
  }
}
