import { z } from 'zod';
import { endpoint, Reply, type Endpoint } from '../endpoint.js';

const readiness = z
  .strictObject({
    ready: z.boolean(),
    reason: z.string().optional(),
    generation: z.string().optional(),
    products: z.int().optional(),
    behind: z
      .strictObject({ seq: z.int(), reason: z.string() })
      .optional()
      .describe('Live updates wait to be applied: the last one that searches see, and why.'),
    embedder: z.strictObject({ model: z.string(), device: z.string() }).optional(),
    canary: z
      .strictObject({ generation: z.string(), share: z.number(), reason: z.string().optional() })
      .optional(),
  })
  .meta({ id: 'Readiness' });

export const healthEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/health/live',
    roles: [],
    summary: 'Whether the process answers.',
    answers: { 200: { description: 'It does.', schema: z.strictObject({ status: z.literal('live') }) } },
    handle: async () => ({ status: 'live' }),
  }),
  endpoint({
    method: 'get',
    path: '/health/ready',
    roles: [],
    summary: 'Whether queries can be answered, and if not, why.',
    answers: {
      200: { description: 'They can.', schema: readiness },
      503: { description: 'They cannot.', schema: readiness },
    },
    handle: async ({ aisle, caller, draining }) => {
      const found = draining() ? { ready: false, reason: 'shutting down' } : await aisle.readiness();
      // What is in it, where the model runs and why not is for those who run it.
      const said = caller.roles.has('ops') ? found : { ready: found.ready };
      return new Reply(found.ready ? 200 : 503, said);
    },
  }),
];
