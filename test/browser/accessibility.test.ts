import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../fixtures/chromium.js';
import { searchBox } from './listing-page.js';
import { openStorefront, type Storefront } from '../fixtures/storefront.js';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

describeInBrowser('every page of the storefront can be used by everybody', () => {
  let shop: Storefront;
  let axe: string;
  let product: string;

  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    shop = await openStorefront(200);
    const found = await fetch(`${shop.demo.url}/v1/search?pageSize=1`);
    product = ((await found.json()) as { hits: { id: string }[] }).hits[0]?.id ?? '';
  }, 180_000);
  afterAll(() => shop.close());

  /** What axe finds that keeps people out: rule and the first element. */
  async function barriers(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>('axe.run(document)');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`);
  }

  const looks = [DESKTOP, PHONE].flatMap((viewport) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ viewport, colorScheme })),
  );
  test.each(looks)('$viewport.width wide, $colorScheme', async (look) => {
    const page = await shop.visit({ ...look, reducedMotion: 'reduce' });
    const check = async (path: string) => {
      await page.goto(path);
      await page.locator('main h1').waitFor();
      await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });
      expect({ path, barriers: await barriers(page) }).toEqual({ path, barriers: [] });
    };
    // With the question of consent.
    await check('/');
    await page.getByRole('button', { name: 'Yes' }).click();
    await check('/search?q=warm+shoes');
    await page.locator('.why summary').first().click();
    expect(await barriers(page)).toEqual([]);
    await searchBox(page).fill('sh');
    await searchBox(page).press('ArrowDown');
    expect(await barriers(page)).toEqual([]);
    await check('/category/Shoes');
    await check('/search?q=shoes&brand=Nobody');
    await check(`/product/${product}`);
    await page.getByRole('button', { name: 'Add to basket' }).click();
    await page.getByRole('link', { name: 'See the basket' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await check('/basket');
    await check('/privacy');
    await page.getByRole('button', { name: 'Erase everything' }).click();
    expect(await barriers(page)).toEqual([]);
    await check('/product/none');
    await page.locator('.switch summary').click();
    expect(await barriers(page)).toEqual([]);
    if (look.viewport === PHONE) {
      await page.goto('/search');
      await page.getByRole('button', { name: 'Filters' }).click();
      expect(await barriers(page)).toEqual([]);
    }
  });
});
