export { generateProducts } from './products.js';
export { demoShoppers, type DemoShopper } from './demo-shoppers.js';
export { writeCatalog, type WriteCatalogOptions, type WrittenCatalog } from './write-catalog.js';
