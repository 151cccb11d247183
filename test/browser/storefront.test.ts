import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInBrowser } from '../fixtures/chromium.js';
import { openStorefront, type Storefront } from '../fixtures/storefront.js';
import { listingOf, searchBox } from './listing-page.js';

describeInBrowser('the storefront', () => {
  let shop: Storefront;

  beforeAll(async () => {
    shop = await openStorefront(400);
  }, 180_000);
  afterAll(async () => {
    await shop.close();
    expect(shop.problems).toEqual([]);
  });

  test('a search is narrowed by what its counts promise, and each filter can be taken away again', async () => {
    const page = await shop.visit();
    const { search, settled, shown, total, ids } = listingOf(page);
    await page.goto('/');
    await search('shoes for running');
    const all = await total();
    const found = await ids();
    expect(all).toBeGreaterThan(0);

    const brand = page.getByRole('group', { name: 'Brand' }).locator('label').first();
    const count = Number(await brand.locator('small').innerText());
    await brand.getByRole('checkbox').check();
    await page.waitForURL(/brand=/);
    await shown(count);
    expect(await page.getByRole('list', { name: 'Chosen filters' }).getByRole('listitem').count()).toBe(2);

    await page.getByRole('link', { name: /^Brand: .* take away$/ }).click();
    await shown(all);
    expect(await ids()).toEqual(found);

    await page.getByLabel('Sort by').selectOption('price:asc');
    await page.waitForURL(/sort=price/);
    await settled();
    const prices = await page.locator('.hits .price').allInnerTexts();
    const amounts = prices.map((price) => Number(price.replace(/[^\d.]/g, '')));
    expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
  });

  test('an attribute that the products have can be chosen from, and searched within', async () => {
    const page = await shop.visit();
    const { shown } = listingOf(page);
    await page.goto('/search');
    const material = page.getByRole('group', { name: 'Material' });
    await material.waitFor();
    const first = material.locator('label').first();
    const name = await first.locator('span').innerText();
    const count = Number(await first.locator('small').innerText());
    await material.getByRole('searchbox').fill(name.toUpperCase());
    await material.getByRole('checkbox', { name }).first().check();
    await page.waitForURL(/attributes\.material=/);
    await shown(count);
  });

  test('the price is set by key on the slider and by number', async () => {
    const page = await shop.visit();
    const { settled, total } = listingOf(page);
    await page.goto('/search?q=running+shoes');
    await settled();
    const all = await total();
    await page.getByLabel('Price to').fill('120');
    await page.getByLabel('Price to').press('Enter');
    await page.waitForURL(/to=120/);
    await settled();
    expect(await total()).toBeLessThan(all);
    const under = await total();
    await page.getByRole('slider', { name: 'Lowest price' }).press('PageUp');
    await page.waitForURL(/from=\d+/);
    await settled();
    expect(await total()).toBeLessThan(under);
  });

  test('a category leads to those below it, and back by the breadcrumb', async () => {
    const page = await shop.visit();
    const { settled, total, shown } = listingOf(page);
    await page.goto('/');
    await page.locator('.tile').first().click();
    await page.waitForURL(/\/category\/[^/]+$/);
    await settled();
    const all = await total();
    const below = page.getByRole('navigation', { name: 'Categories' }).locator('a:has(small)').first();
    const count = Number(await below.locator('small').innerText());
    await below.click();
    await page.waitForURL(/\/category\/[^/]+\/[^/]+$/);
    await shown(count);
    await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link').nth(1).click();
    await shown(all);
  });

  test('going back from a product shows the same page at the same place', async () => {
    const page = await shop.visit();
    const { settled, ids } = listingOf(page);
    await page.goto('/search');
    await settled();
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.waitForURL(/page=2/);
    await settled();
    const left = await ids();
    await page.evaluate('scrollTo(0, 900)');
    await page.waitForFunction('scrollY === 900');
    await page.locator('.hits .card').nth(10).getByRole('link').click();
    await page.waitForURL(/\/product\//);
    await page.locator('.product h1').waitFor();
    await page.waitForFunction('scrollY === 0');

    await page.goBack();
    await settled();
    await page.waitForFunction('scrollY === 900');
    expect(await ids()).toEqual(left);
    expect(page.url()).toContain('page=2');
  });

  test('a search that finds nothing, a page that is not there, and a service that is away say what to do', async () => {
    const page = await shop.visit();
    const { settled } = listingOf(page);
    await page.goto('/search?q=shoes&brand=Nobody');
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    await page.getByRole('link', { name: 'Take the filters away' }).click();
    await page.waitForURL((url) => !url.searchParams.has('brand'));
    await settled();
    await page.goto('/product/none');
    await page.getByRole('heading', { name: 'There is no such product' }).waitFor();

    await page.route('**/v1/search', (route) => route.abort());
    await page.goto('/search?q=shoes');
    await page.getByRole('alert').waitFor();
    await page.unroute('**/v1/search');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.hits .card').first().waitFor();
  });

  test('suggestions appear while one types, and are taken by key', async () => {
    const page = await shop.visit();
    const { settled } = listingOf(page);
    await page.goto('/');
    const box = searchBox(page);
    await box.pressSequentially('running sho');
    const searches = page.getByRole('group', { name: 'Searches' }).getByRole('option');
    // Those of all that was typed: what came for its beginning is replaced at any moment.
    await searches
      .first()
      .filter({ hasText: /^running sho/i })
      .waitFor();
    await page.getByRole('group', { name: 'Products' }).getByRole('option').first().waitFor();
    const wanted = await searches.first().innerText();
    await box.press('ArrowDown');
    expect(await searches.first().getAttribute('aria-selected')).toBe('true');
    expect(await box.getAttribute('aria-activedescendant')).toBe(await searches.first().getAttribute('id'));
    await box.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === wanted);
    await settled();
    expect(await page.locator('.hits .card').count()).toBeGreaterThan(0);

    const answered = page.waitForResponse(/\/v1\/suggest\?q=running\+sho&/);
    await box.fill('running sho');
    await answered;
    const product = page.getByRole('group', { name: 'Products' }).getByRole('option').last();
    await product.waitFor();
    await box.press('ArrowUp');
    expect(await product.getAttribute('aria-selected')).toBe('true');
    await box.press('Enter');
    await page.waitForURL(/\/product\//);
    await page.locator('.product h1').waitFor();
  });

  test('the search box is used by keys alone', async () => {
    const page = await shop.visit();
    const { search, settled } = listingOf(page);
    await page.goto('/');
    await search('tent');
    await search('lamp');
    const box = searchBox(page);
    const active = async () => {
      const id = await box.getAttribute('aria-activedescendant');
      return id === null ? undefined : page.locator(`[id="${id}"]`).innerText();
    };
    await box.fill('');
    await box.press('ArrowDown');
    await page.getByRole('option', { name: 'tent' }).waitFor();
    expect(await active()).toBe('lamp');
    await box.press('End');
    expect(await active()).toBe('tent');
    await box.press('ArrowDown');
    expect(await active()).toBeUndefined();
    await box.press('ArrowUp');
    await box.press('Home');
    expect(await active()).toBe('lamp');
    await box.press('Escape');
    expect(await box.getAttribute('aria-expanded')).toBe('false');
    await box.press('ArrowDown');
    await box.press('ArrowUp');
    await box.press('Enter');
    await page.waitForURL(/q=tent/);
    await settled();
    expect(await box.inputValue()).toBe('tent');
  });

  test('a product page leads on to what is like it and what goes with it', async () => {
    const page = await shop.visit();
    const { settled } = listingOf(page);
    await page.goto('/search?q=running+shoes');
    await settled();
    await page.locator('.hits .card').first().getByRole('link').click();
    const similar = page.getByRole('region', { name: 'Similar' });
    const next = similar.getByRole('link').first();
    const name = await next.innerText();
    await next.click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByRole('region', { name: 'You looked at' }).getByRole('link').first().waitFor();
  });

  test('a phone has its filters in a drawer, and nothing wider than it is', async () => {
    const page = await shop.visit({ viewport: { width: 360, height: 740 } });
    const { settled, shown } = listingOf(page);
    const overflow = () =>
      page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    for (const path of ['/', '/search', '/basket', '/privacy']) {
      await page.goto(path);
      await page.locator('main h1').waitFor();
      expect(await overflow()).toBeLessThanOrEqual(0);
    }
    await page.goto('/search');
    await settled();
    await page.getByRole('button', { name: 'Filters' }).click();
    const drawer = page.getByRole('dialog', { name: 'Filters' });
    const brand = drawer.getByRole('group', { name: 'Brand' }).locator('label').first();
    const count = Number(await brand.locator('small').innerText());
    await brand.getByRole('checkbox').check();
    await shown(count);
    await drawer.getByRole('button', { name: /^Show \d+ product/ }).click();
    await page.getByRole('button', { name: 'Filters (1)' }).waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});
