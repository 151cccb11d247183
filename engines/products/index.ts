export type {
  FacetAnswer,
  FacetRequest,
  MembersAnswer,
  MembersRequest,
  MembersSlice,
  ProductColumns,
  ProductIndex,
  ProductIndexWriter,
  RefusedProduct,
  SortOrder,
  StoredProduct,
  WordsPlan,
  WordsPolicy,
} from './product-index.js';
export { openEmbeddedProducts } from './embedded/embedded-products.js';
export { openEmbeddedWriter } from './embedded/embedded-writer.js';
export { openClusterProducts } from './cluster/open-cluster-products.js';
export { removeClusterProducts } from './cluster/remove-cluster-products.js';
export { changingProducts, type ChangingProducts } from './cluster/live/changing-products.js';
export type { ChangedText, IndexedProduct, StoredChange } from './cluster/live/indexed-product.js';
export { openClusterWriter, type ClusterWriterOptions } from './cluster/cluster-writer.js';
export { openOverlayProducts } from './overlay/open-overlay-products.js';
export { openOverlayWriter, TABLE_LAYOUT } from './overlay/product-table.js';
export { productsByIds } from './products-by-ids.js';
export { productIdentifiers } from './product-fields.js';
export { completions, corrections, countOf } from './words/tolerance.js';
export { vocabularyOf, type Vocabularies } from './words/vocabulary.js';
export { liveProducts, type LiveProducts } from './live/live-products.js';
export type { ProductChange } from './live/product-change.js';
export type { LayerSizes } from './live/joins.js';
