import { openShop } from '../fixtures/shop.js';
import { resultSetContract } from './result-set.contract.js';

resultSetContract('the embedded engines', (products) => openShop(products));
