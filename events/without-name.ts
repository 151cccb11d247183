import { createHmac } from 'node:crypto';
import { NOBODY, type ShopperEvent } from '../engines/state/index.js';

/**
 * What happened, without whose it was: no user, client or session, no query id (an answer may have been logged under a
 * name), and of the raw event only what is kept anyway. Its id is a hash under `secret`: an id may name a person or be a
 * hash over their name, and is needed only to know the event when it is sent again.
 */
export function withoutName(event: ShopperEvent, secret: string): ShopperEvent {
  const { eventId, type, action, userQuery, productId, position, rating, time } = event;
  const said = {
    ...(userQuery === undefined ? {} : { userQuery }),
    ...(productId === undefined ? {} : { productId }),
    ...(position === undefined ? {} : { position }),
    ...(rating === undefined ? {} : { rating }),
  };
  return {
    eventId: createHmac('sha256', secret).update(eventId).digest('hex'),
    type,
    action,
    shopper: NOBODY,
    ...said,
    time,
    raw: JSON.stringify({ action, ...said, time }),
  };
}
