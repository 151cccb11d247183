import { AisleError } from '../../base/index.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { idParameter } from '../input.js';
import { productSchema } from '../schemas/product.js';

export const productEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/products/:id',
    roles: ['search', 'catalogue', 'relevance'],
    summary: 'A product of the live generation.',
    params: idParameter,
    shared: true,
    answers: { 200: { description: 'The product.', schema: productSchema } },
    problems: ['not_found'],
    handle: async ({ aisle, params: { id } }) => {
      const product = await aisle.product(id);
      if (product !== undefined) return product;
      throw new AisleError('not_found', `there is no product with the id ${JSON.stringify(id)}`);
    },
  }),
];
