import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, chromiumPath } from '../fixtures/chromium.js';
import { startDemo, type Demo } from '../fixtures/demo.js';

const described =
  chromiumPath === undefined
    ? describe.skip.bind(undefined, '[chromium] no browser is installed (set AISLE_TEST_CHROMIUM)')
    : describe.bind(undefined, 'the page, from the product file to a personal answer');

described(() => {
  let demo: Demo | undefined;
  let browser: Browser | undefined;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    demo = await startDemo(400);
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: CHROMIUM_ARGUMENTS });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.close();
    expect(problems).toEqual([]);
  });

  const settled = () => page.locator('section[aria-busy="false"] h1').waitFor();
  const total = async () =>
    Number(/([\d,]+) product/.exec(await page.locator('h1').innerText())?.[1]?.replace(',', ''));
  const shown = (count: number) =>
    page.locator('h1', { hasText: new RegExp(`^${count.toLocaleString('en')} product`) }).waitFor();
  const ids = async () =>
    Promise.all((await page.locator('.card').all()).map((card) => card.getAttribute('data-id')));

  test('shows the shop, searches it, narrows it, sorts it', async () => {
    await page.goto(demo!.url);
    await settled();
    expect(await total()).toBeGreaterThan(100);

    const title = await page.locator('.card .title').first().innerText();
    const query = title.split(/[ ,]+/).slice(-4).join(' ');
    await page.getByRole('searchbox').fill(query);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.locator('h1 q').waitFor();
    await settled();
    const all = await total();
    expect(all).toBeGreaterThan(0);

    const brand = page.locator('fieldset', { hasText: 'Brand' }).locator('label').first();
    const count = Number(await brand.locator('small').innerText());
    await brand.locator('input').check();
    await page.waitForURL(/brand=/);
    await shown(count);

    await page.locator('select').selectOption('price:asc');
    await page.waitForURL(/sort=price/);
    await settled();
    await page.goBack();
    await page.goBack();
    await shown(all);
  });

  test('says why a product stands where it stands, and the shopper changes the order', async () => {
    const shopper = page.locator('.people button').nth(1);
    await shopper.click();
    await page.locator('.about .link').first().click();
    await page.waitForURL(/q=.*shopper=/);
    await settled();
    const personal = await ids();
    await page.locator('.why summary').first().click();
    await page.locator('.why th', { hasText: 'your history' }).first().waitFor();

    await page.locator('.people button', { hasText: 'Nobody' }).click();
    await page.waitForURL((url) => !url.searchParams.has('shopper'));
    await settled();
    await page.locator('.why th', { hasText: 'your history' }).first().waitFor({ state: 'detached' });
    const anybody = await ids();
    expect(personal).not.toEqual(anybody);
  });

  test('what a shopper puts into the basket is stored, and the next answer knows it', async () => {
    await page.locator('.people button').nth(2).click();
    await page.waitForURL(/shopper=/);
    await settled();
    const stored = page.waitForResponse(
      (response) =>
        response.url().endsWith('/v1/events') &&
        response.request().postData()?.includes('add_to_cart') === true,
    );
    await page.locator('.card .cover').first().click();
    await page.getByRole('button', { name: /^Add to/ }).click();
    expect(await (await stored).json()).toMatchObject({ accepted: 1 });
    await page.getByRole('button', { name: 'Close' }).click();
  });

  test('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(demo!.url);
    await settled();
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
  });
});
