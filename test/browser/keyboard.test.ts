import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../fixtures/chromium.js';
import { openOwnStorefront, type OwnStorefront } from '../fixtures/own-storefront.js';
import { listingOf } from './listing-page.js';

const products = Array.from({ length: 30 }, (_, i) => ({
  id: `mug-${i}`,
  title: `Mug ${i}`,
  brand: `Brand ${i % 10}`,
  category: ['Kitchen'],
  price: 5 + i,
  currency: 'EUR',
}));

describeInBrowser('who moves by key keeps their place', () => {
  let shop: OwnStorefront;
  beforeAll(async () => {
    shop = await openOwnStorefront(products);
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.problems).toEqual([]);
  });
  const focused = (page: Page) =>
    page.evaluate<string>(`(() => {
      const { tagName, id, parentElement } = document.activeElement;
      return tagName === 'INPUT' ? parentElement.innerText.split('\\n')[0] : tagName + (id && '#' + id);
    })()`);

  test('when a filter is chosen, and when it is taken away with what it stood on', async () => {
    const page = await shop.visit();
    const { shown } = listingOf(page);
    await page.goto('/search');
    await shown(30);
    const brand = page.getByRole('group', { name: 'Brand' });
    await brand.getByRole('checkbox', { name: 'Brand 3' }).focus();
    await page.keyboard.press('Space');
    await shown(3);
    expect(await focused(page)).toBe('Brand 3');

    await page.getByRole('link', { name: /^Brand: Brand 3/ }).focus();
    await page.keyboard.press('Enter');
    await shown(30);
    expect(await focused(page)).toBe('MAIN#main');

    await brand.getByRole('button', { name: 'Show all 10' }).focus();
    await page.keyboard.press('Enter');
    await brand.getByRole('checkbox', { name: 'Brand 9' }).waitFor();
    expect(await focused(page)).toBe('Brand 7');
  });

  test('when a line is taken out of the basket', async () => {
    const page = await shop.visit();
    for (const id of ['mug-1', 'mug-2']) {
      await page.goto(`/product/${id}`);
      await page.getByRole('button', { name: 'Add to basket' }).click();
    }
    await page.goto('/basket');
    for (const title of ['Mug 1', 'Mug 2']) {
      await page.getByRole('button', { name: `Take out: ${title}` }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: `Take out: ${title}` }).waitFor({ state: 'detached' });
      expect(await focused(page)).toBe('MAIN#main');
    }
    await page.getByRole('heading', { name: 'Your basket is empty' }).waitFor();
  });
});
