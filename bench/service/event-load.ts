import { randomUUID } from 'node:crypto';
import { atLeast, type Figure } from '../report.js';
import type { Client } from './client.js';
import { openLoop } from './pace.js';
import type { BenchShop } from './shop.js';
import { answered, timeFigures, troubleFigures } from './timing.js';

/** 5,000 events a second. */
const BATCH = 20;
const PER_SECOND = 250;

/** Clicks of many shoppers, each batch answered when it is durable. */
export async function eventFigures({
  shop,
  client,
  seconds,
}: {
  readonly shop: BenchShop;
  readonly client: Client;
  readonly seconds: number;
}): Promise<Figure[]> {
  // A folder that is kept has the events of earlier runs, whose ids would be duplicates.
  const run = randomUUID();
  let accepted = 0;
  const start = performance.now();
  const shots = await openLoop(PER_SECOND, seconds, async (i) => {
    const events = Array.from({ length: BATCH }, (_, k) => click(shop, run, i * BATCH + k));
    const reply = await client.send('POST', '/v1/events', { events });
    if (reply.status === 200) accepted += (JSON.parse(reply.body) as { accepted: number }).accepted;
    return reply;
  });
  const took = (performance.now() - start) / 1_000;
  const subject = `${shop.name}: ${(BATCH * PER_SECOND).toLocaleString('en-US')} events a second`;
  return [
    {
      subject,
      figure: 'durable',
      value: accepted / took,
      unit: 'events/s',
      target: atLeast(0.95 * BATCH * PER_SECOND),
    },
    ...timeFigures(subject, `a batch of ${BATCH} until it is durable`, answered(shots)),
    ...troubleFigures(subject, 'batches', shots),
  ];
}

function click({ ids }: BenchShop, run: string, n: number): object {
  const visitor = `visitor-${run}-${n % 2_000}`;
  return {
    action_name: 'click',
    client_id: visitor,
    session_id: visitor,
    timestamp: new Date().toISOString(),
    event_attributes: {
      event_id: `${run}-${n}`,
      object: { object_id: ids[(n * 13) % ids.length], object_id_field: 'id' },
    },
  };
}
