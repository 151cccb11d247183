export type { AttributeValue, Availability, Product } from './product.js';
export { AVAILABILITIES } from './product.js';
export { parseMap, type CatalogMap } from './map.js';
export { readCatalog, type CatalogReading } from './read-catalog.js';
export { checkCatalog, type CatalogCheck } from './check-catalog.js';
export type { CatalogRow, ProductRow, RejectedRow, Repair } from './rows.js';
export { productReader } from './product-reader.js';
export { sourceFields, type SourceField } from './source-fields.js';
