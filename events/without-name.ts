import { NOBODY, type ShopperEvent } from '../engines/state/index.js';

/**
 * What happened, without whose it was: no user, client or session, no query id (an answer may have been logged under a
 * name), and of the raw event only what is kept anyway.
 */
export function withoutName(event: ShopperEvent): ShopperEvent {
  const { eventId, type, action, userQuery, productId, position, rating, time } = event;
  const said = {
    ...(userQuery === undefined ? {} : { userQuery }),
    ...(productId === undefined ? {} : { productId }),
    ...(position === undefined ? {} : { position }),
    ...(rating === undefined ? {} : { rating }),
  };
  return {
    eventId,
    type,
    action,
    shopper: NOBODY,
    ...said,
    time,
    raw: JSON.stringify({ action, ...said, time }),
  };
}
