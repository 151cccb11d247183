import { z } from 'zod';
import { endpoint, type Endpoint } from '../endpoint.js';
import { senderOf } from '../as-user.js';

const item = z.strictObject({
  index: z.int().min(0).describe('Place in the batch, from 0; queries count on after the events.'),
  status: z.enum(['accepted', 'duplicate', 'rejected']),
  eventId: z.string().optional(),
  error: z.strictObject({ path: z.string(), message: z.string() }).optional(),
  ignored: z.array(z.string()).optional().describe('Fields that were stored but say nothing to Aisle.'),
});

const ubi = z.record(z.string(), z.unknown()).meta({ id: 'UbiItem', description: 'A UBI event or query.' });
const list = z.array(z.unknown());
const batch = z.union([ubi, list, z.strictObject({ events: list.optional(), queries: list.optional() })]);

export const eventEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'post',
    path: '/v1/events',
    roles: ['search'],
    summary: 'Tell what shoppers did: UBI events and queries, one or a batch.',
    description: 'Answered when the events are durable, item by item; a bad item spoils no other.',
    // A batch is read item by item: each has its own answer.
    body: { schema: batch, read: (body) => body },
    example: {
      action_name: 'click',
      session_id: 'visit-1',
      event_attributes: { object: { object_id: 'kettle-1' } },
    },
    answers: {
      200: {
        description: 'What became of each item.',
        schema: z.strictObject({
          accepted: z.int(),
          duplicates: z.int(),
          rejected: z.int(),
          items: z.array(item),
        }),
      },
    },
    problems: ['storage_full'],
    handle: ({ aisle, caller, body }) => aisle.events.ingest(body, senderOf(caller)),
  }),
];
