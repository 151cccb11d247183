import { expect, test } from '@jest/globals';
import { openShop } from '../test/fixtures/shop.js';
import { answerJson } from './index.js';

const LAMPS = Array.from({ length: 30 }, (_, i) => ({
  id: `lámp-"${i}"`,
  title: `Lamp №${i} \u2028 für den “Tisch” 💡`,
  price: i + 0.1,
  currency: 'EUR',
  attributes: { glows: i % 2 === 0, names: ['a', 'ß'] },
}));

test('an answer is what JSON.stringify makes of it, with products as they are stored', async () => {
  const shop = await openShop(LAMPS);
  try {
    await shop.aisle.updates.put([{ id: 'new', title: 'Lamp, neu' }], { untilVisible: true });
    for (const body of [
      { query: 'lamp', pageSize: 40, facets: ['price'] },
      { query: 'lamp', pageSize: 2, highlight: true, explain: true },
      { query: 'lamp', pageSize: 3, sort: 'price:desc' },
      { query: 'zzqqxx', legs: ['lexical'] },
    ]) {
      const answer = await shop.search(body);
      // First the text: a product that was looked at before must make no difference, nor one that was not.
      const text = answerJson(answer).toString();
      expect(text).toBe(JSON.stringify(answer));
      expect(answerJson(answer).toString()).toBe(text);
      // Hits that were copied hold their products themselves.
      const copied = { ...answer, hits: answer.hits.map((hit) => ({ ...hit })) };
      expect(answerJson(copied).toString()).toBe(text);
    }
  } finally {
    await shop.close();
  }
});
