export type {
  FacetAnswer,
  FacetRequest,
  MembersAnswer,
  MembersRequest,
  ProductColumns,
  ProductIndex,
  ProductIndexWriter,
  SortOrder,
  WordsPlan,
  WordsPolicy,
} from './product-index.js';
export { openEmbeddedProducts } from './embedded/embedded-products.js';
export { openEmbeddedWriter } from './embedded/embedded-writer.js';
