import { describe, expect, test } from '@jest/globals';
import { service } from '../../test/fixtures/search-service.js';
import { aisleInsights } from './index.js';

describe('insights', () => {
  test('clicks, impressions, conversions as UBI events; nothing of filters and of InstantSearch itself', () => {
    const { sent, fetch } = service();
    const aa = aisleInsights({ fetch });
    const tokens: unknown[] = [];
    aa('setUserToken', 'anonymous-1');
    aa('onUserTokenChange', (token: unknown) => tokens.push(token), { immediate: true });
    aa('getUserToken', null, (_error: unknown, token: unknown) => tokens.push(token));
    aa('clickedObjectIDsAfterSearch', { queryID: 'q1', objectIDs: ['p1'], positions: [3] }, { headers: {} });
    aa('convertedObjectIDs', { objectIDs: ['p1', 'p2'], eventSubtype: 'purchase' });
    aa('sendEvents', [
      { eventType: 'instantsearch' },
      { eventType: 'view', objectIDs: ['p3'], timestamp: 0 },
    ]);
    aa('clickedFilters', { filters: ['brand:A'] });
    aa('addAlgoliaAgent', 'x');
    expect(tokens).toEqual(['anonymous-1', 'anonymous-1']);
    const event = (action: string, id: string) => ({
      action_name: action,
      session_id: 'anonymous-1',
      event_attributes: { object: { object_id: id } },
    });
    expect(sent.map(({ body }) => body)).toMatchObject([
      [{ ...event('click', 'p1'), query_id: 'q1', event_attributes: { position: { ordinal: 3 } } }],
      [event('purchase', 'p1'), event('purchase', 'p2')],
      [{ ...event('impression', 'p3'), timestamp: '1970-01-01T00:00:00.000Z' }],
    ]);
  });

  test('an event that is lost is told to who wants to hear of it', async () => {
    const { fetch } = service(() => new Response('', { status: 503 }));
    const heard = await new Promise((onError) => {
      aisleInsights({ fetch, onError })('clickedObjectIDs', { objectIDs: ['p1'] });
    });
    expect(heard).toMatchObject({ status: 503 });
  });
});
