import { identity, sessionId } from '../state/shopper.js';
import { call } from './client.js';
import { publicKey } from './key.js';

/** The answer through which a shopper came to a product. */
export interface Touch {
  queryId: string;
  query: string;
  /** Place among the answer's hits, from 1. */
  position: number;
}

export interface Did {
  action: 'click' | 'view_item' | 'add_to_cart' | 'purchase';
  productId: string;
  touch?: Touch | undefined;
}

/** Milliseconds that a question waits for what was done before it. */
const PATIENCE = 1_000;

const underWay = new Set<Promise<unknown>>();

/** Tells what the shopper did (UBI). Nothing without their consent. An event that is lost costs them nothing. */
export function tell(dids: readonly Did[]): Promise<void> {
  const user = identity();
  if (user === undefined || dids.length === 0) return Promise.resolve();
  const body = dids.map((did) => ubiEvent(did, user));
  return waitedFor(call('/v1/events', { method: 'POST', body, keepalive: true }));
}

/** What is said to the shop before the next question is asked; that it failed is nothing the shopper can mend. */
export function waitedFor(saying: Promise<unknown>): Promise<void> {
  const said = saying.then(
    () => undefined,
    () => undefined,
  );
  underWay.add(said);
  return said.finally(() => underWay.delete(said));
}

/** Resolves when the events under way are stored, or after a moment. */
export async function told(): Promise<void> {
  if (underWay.size === 0) return;
  await Promise.race([
    Promise.all(underWay),
    new Promise((resolve) => {
      setTimeout(resolve, PATIENCE);
    }),
  ]);
}

function ubiEvent({ action, productId, touch }: Did, user: string): object {
  return {
    application: 'aisle-storefront',
    action_name: action,
    ...(publicKey === undefined ? { user_id: user } : {}),
    session_id: sessionId(),
    timestamp: new Date().toISOString(),
    ...(touch === undefined ? {} : { query_id: touch.queryId, user_query: touch.query }),
    event_attributes: {
      event_id: crypto.randomUUID(),
      object: { object_id: productId, object_id_field: 'id' },
      ...(touch === undefined ? {} : { position: { ordinal: touch.position } }),
    },
  };
}
