import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../fixtures/chromium.js';
import { openStorefront, type Storefront } from '../fixtures/storefront.js';
import { listingOf } from './listing-page.js';

const stored = (page: Page, action: string) =>
  page.waitForResponse(
    (response) =>
      response.url().endsWith('/v1/events') &&
      response.request().postData()?.includes(`"${action}"`) === true,
  );

describeInBrowser('what the storefront knows of a shopper', () => {
  let shop: Storefront;

  beforeAll(async () => {
    shop = await openStorefront(400);
  }, 180_000);
  afterAll(async () => {
    await shop.close();
    expect(shop.problems).toEqual([]);
  });

  test('the demo’s shoppers get orders of their own, and are told why', async () => {
    const page = await shop.visit();
    const { settled, ids } = listingOf(page);
    await page.goto('/');
    const choose = async (name: RegExp) => {
      await page.locator('.switch summary').click();
      await page.locator('.switch-panel').getByRole('button', { name }).click();
    };
    await choose(/^Mara/);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
    await page.locator('.hero .chip').first().click();
    await page.waitForURL(/q=/);
    await settled();
    await page.locator('.why summary').first().click();
    await page.locator('.why th', { hasText: 'your history' }).first().waitFor();
    // The sum stands below what it adds up.
    const lines = await page.locator('.why[open] tr').all();
    const boxes = await Promise.all(lines.map((line) => line.boundingBox()));
    expect(new Set(boxes.map((box) => [box?.x, box?.width].join())).size).toBe(1);
    const personal = await ids();

    await choose(/^You/);
    await page.locator('.why th', { hasText: 'your history' }).first().waitFor({ state: 'detached' });
    await settled();
    expect(await ids()).not.toEqual(personal);
  });

  test('on a phone the list of shoppers is as wide as the page', async () => {
    const page = await shop.visit({ viewport: { width: 360, height: 740 } });
    await page.goto('/');
    await page.locator('.switch summary').click();
    const box = await page.locator('.switch-panel').boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
  });

  test('what one shopper looked at is not shown to another', async () => {
    const page = await shop.visit();
    const { settled } = listingOf(page);
    await page.goto('/search');
    await settled();
    await page.locator('.hits .card').first().getByRole('link').click();
    await page.locator('.product h1').waitFor();
    await page.getByRole('link', { name: 'Aisle, home' }).click();
    const viewed = page.getByRole('region', { name: 'You looked at' });
    await viewed.getByRole('link').first().waitFor();
    await page.locator('.switch summary').click();
    await page.locator('.switch-panel').getByRole('button', { name: /^Mara/ }).click();
    await page.getByRole('heading', { name: 'Good to see you, Mara.' }).waitFor();
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    expect(await viewed.count()).toBe(0);
  });

  test('what a visitor does counts from their next search, if they allow it, until they have it erased', async () => {
    const page = await shop.visit();
    const { search, settled } = listingOf(page);
    const history = page.locator('.why th', { hasText: 'your history' });
    await page.goto('/');
    await page.getByRole('button', { name: 'Yes' }).click();
    await search('running shoes');
    expect(await history.count()).toBe(0);

    const clicked = stored(page, 'click');
    await page.locator('.hits .card').first().getByRole('link').click();
    expect((await clicked).request().postDataJSON()).toMatchObject([
      { query_id: expect.any(String), event_attributes: { position: { ordinal: 1 } } },
    ]);
    const put = stored(page, 'add_to_cart');
    await page.getByRole('button', { name: 'Add to basket' }).click();
    expect(await (await put).json()).toMatchObject({ accepted: 1 });
    await page.getByRole('link', { name: 'See the basket' }).click();
    await page.getByRole('button', { name: /^One more/ }).click();
    await page.getByRole('link', { name: 'Basket 2 in it' }).waitFor();
    const bought = stored(page, 'purchase');
    await page.getByRole('button', { name: 'Place the demo order' }).click();
    expect(await (await bought).json()).toMatchObject({ accepted: 1 });
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();

    await search('running shoes');
    await history.first().waitFor({ state: 'attached' });

    await page.goto('/privacy');
    await page.getByRole('button', { name: 'Erase everything' }).click();
    await page.getByRole('button', { name: 'Yes, erase' }).click();
    await page.getByText(/^Erased: [1-9]/).waitFor();
    await search('running shoes');
    await settled();
    expect(await history.count()).toBe(0);
  });

  test('without consent nothing is told and nobody is named', async () => {
    const page = await shop.visit();
    const { search } = listingOf(page);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/v1/events')) sent.push('event');
      if (/userId|sessionId/.test(`${request.url()}${request.postData() ?? ''}`)) sent.push(request.url());
    });
    await page.goto('/');
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await search('running shoes');
    await page.locator('.hits .card').first().getByRole('link').click();
    await page.getByRole('button', { name: 'Add to basket' }).click();
    await page.getByRole('link', { name: 'See the basket' }).click();
    await page.getByRole('button', { name: 'Place the demo order' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(sent).toEqual([]);
  });
});
