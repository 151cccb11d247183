export { generateProducts } from './products.js';
