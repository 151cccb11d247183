import { z } from 'zod';
import { AisleError } from '../../base/index.js';
import type { UpdateReport } from '../../indexer/index.js';
import { endpoint, type Endpoint, type Input } from '../endpoint.js';
import { checked, idParameter } from '../input.js';
import { updateReportSchema } from '../schemas/update-report.js';

const item = z.record(z.string(), z.unknown());
const answers = { 200: { description: 'What became of each item.', schema: updateReportSchema } };
const problems = ['unprocessable', 'storage_full'] as const;
const roles = ['catalogue'] as const;

const query = checked(
  z.strictObject({
    wait: z
      .literal('visible')
      .optional()
      .describe('Answer once searches see the changes; ten seconds at most.'),
  }),
);

/** A batch is read item by item, each with its own answer; one by itself is answered as a whole. */
const body: Input<{ readonly items: readonly unknown[]; readonly single: boolean }> = {
  schema: z.union([
    item,
    z.array(z.unknown()).describe('At most 1,000 products; what is none is rejected by itself.'),
  ]),
  read: (given) => {
    if (Array.isArray(given)) return { items: given as readonly unknown[], single: false };
    if (typeof given === 'object' && given !== null) return { items: [given], single: true };
    const message = 'expected a product or a list of products';
    throw new AisleError('bad_request', message, { errors: [{ path: '', message }] });
  },
};

const ids = checked(z.strictObject({ ids: z.array(z.unknown()).describe('Ids of products.') }));

export const productUpdateEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'put',
    path: '/v1/products',
    roles,
    summary: 'Add whole products, or replace those with the same ids.',
    description: 'Answered when they are durable, item by item; searches see them within a second.',
    query,
    body,
    example: {
      id: 'kettle-1',
      title: 'Copper kettle',
      brand: 'Oakline',
      category: ['Kitchen'],
      price: 49,
      currency: 'EUR',
    },
    answers,
    problems,
    handle: async ({ aisle, query: { wait }, body: { items, single } }) =>
      answerOf(await aisle.updates.put(items, { untilVisible: wait !== undefined }), single),
  }),
  endpoint({
    method: 'patch',
    path: '/v1/products',
    roles,
    summary: 'Change named fields of products: price, stock and the like. Null removes a field.',
    description: 'Attributes are named one by one. A product whose embedded text stays keeps its vector.',
    query,
    body,
    example: [{ id: 'kettle-1', price: 44.9, stock: 3 }],
    answers,
    problems: [...problems, 'not_found'],
    handle: async ({ aisle, query: { wait }, body: { items, single } }) =>
      answerOf(await aisle.updates.patch(items, { untilVisible: wait !== undefined }), single),
  }),
  endpoint({
    method: 'delete',
    path: '/v1/products',
    roles,
    summary: 'Remove products.',
    query,
    body: ids,
    example: { ids: ['kettle-1'] },
    answers,
    problems,
    handle: ({ aisle, query: { wait }, body }) =>
      aisle.updates.delete(body.ids, { untilVisible: wait !== undefined }),
  }),
  endpoint({
    method: 'delete',
    path: '/v1/products/:id',
    roles,
    summary: 'Remove a product.',
    description: 'Accepted whether it is there or not: a reindex that is under way may bring it.',
    params: idParameter,
    query,
    answers,
    problems,
    handle: async ({ aisle, query: { wait }, params: { id } }) =>
      answerOf(await aisle.updates.delete([id], { untilVisible: wait !== undefined }), true),
  }),
];

/** The report; a single item that was rejected is a problem of its own. */
function answerOf(report: UpdateReport, single: boolean): UpdateReport {
  const [only] = report.items;
  if (!single || only?.status !== 'rejected') return report;
  const { code, errors } = only;
  const named = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  throw new AisleError(code, named.join('; '), { errors });
}
