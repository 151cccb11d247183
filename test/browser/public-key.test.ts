import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { listen, type RunningServer } from '../../server/index.js';
import { describeInBrowser, launchBrowser } from '../fixtures/chromium.js';
import { openShop, type Shop } from '../fixtures/shop.js';

const products = ['mug', 'cup', 'pot'].map((id) => ({
  id,
  title: `Steel ${id}`,
  category: ['Kitchen'],
  price: 12,
  currency: 'USD',
}));

describe('the key of the storefront', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(products, { settings: { 'server.port': 0 } });
  });
  afterAll(() => shop.close());

  describeInBrowser('in a browser', () => {
    let server: RunningServer;
    let browser: Browser;
    let page: Page;
    const refused: string[] = [];
    beforeAll(async () => {
      shop.aisle.config.server.storefrontKey = shop.aisle.keys.create({ roles: ['search'] }).text;
      server = await listen(shop.aisle);
      browser = await launchBrowser();
      page = await browser.newPage({ baseURL: server.url });
      page.on('response', (response) => {
        if ([400, 401, 403].includes(response.status()))
          refused.push(
            `${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`,
          );
      });
    });
    afterAll(async () => {
      await browser.close();
      await server.close();
    });

    test('it searches, tells what a visit did, and says that data is for who signs in', async () => {
      await page.goto('/privacy');
      await page.getByText('sign in: here it knows a visit').waitFor();
      expect(await page.getByRole('button', { name: 'Erase everything' }).count()).toBe(0);
      await page.getByRole('switch').check();
      await page.goto('/search?q=steel');
      const told = page.waitForResponse((response) => response.url().endsWith('/v1/events'));
      await page.getByRole('link', { name: 'Steel mug' }).first().click();
      expect(await (await told).json()).toMatchObject({ rejected: 0 });
      await page.getByRole('heading', { level: 1, name: 'Steel mug' }).waitFor();
      await page.goto('/');
      await page.getByRole('link', { name: 'Steel cup' }).first().waitFor();
      expect(refused).toEqual([]);
    });

    test('once it is revoked the page says that it cannot search', async () => {
      const { keys } = shop.aisle;
      for (const { id } of keys.list()) keys.revoke(id);
      await page.goto('/search?q=steel');
      await page.getByRole('alert').getByText('has no valid key').first().waitFor();
    });
  });
});
