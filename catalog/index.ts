export { AVAILABILITIES, type AttributeValue, type Availability, type Product } from './product.js';
