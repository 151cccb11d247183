import type { ShopperEvent } from '../engines/state/index.js';
import type { QueryLog } from './query-log.js';

/** Events with the text of their query, where they name it by its id alone and the answer was logged. */
export async function joinQueries(
  events: readonly ShopperEvent[],
  queries: Pick<QueryLog, 'textsOf'>,
): Promise<readonly ShopperEvent[]> {
  const asked = events.flatMap(({ queryId, userQuery, productId }) =>
    queryId === undefined || userQuery !== undefined || productId === undefined ? [] : [queryId],
  );
  if (asked.length === 0) return events;
  const texts = await queries.textsOf([...new Set(asked)]);
  return events.map((event) => {
    if (event.userQuery !== undefined || event.queryId === undefined) return event;
    const text = texts.get(event.queryId);
    return text === undefined ? event : { ...event, userQuery: text };
  });
}
