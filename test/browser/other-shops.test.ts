import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInBrowser } from '../fixtures/chromium.js';
import { openOwnStorefront, type OwnStorefront } from '../fixtures/own-storefront.js';
import { listingOf } from './listing-page.js';

const LONG = 'Rindfleischetikettierungsueberwachungsaufgabenuebertragungsgesetz'.repeat(3);
const HEBREW = 'נעלי ריצה, 42.';

const products = [
  {
    id: 'long',
    title: `Shoe ${LONG}`,
    brand: LONG,
    category: [LONG, `Shoes ${LONG}`],
    description: LONG,
    bullets: [LONG],
    attributes: { [LONG]: LONG },
    price: 1_234_567.89,
    currency: 'EUR',
  },
  { id: 'hebrew', title: HEBREW, category: ['Shoes'], price: 12_800, currency: 'EUR' },
  { id: 'bare', title: 'Shoe' },
  ...Array.from({ length: 30 }, (_, i) => ({ id: `shoe-${i}`, title: `Shoe ${i}`, category: ['Shoes'] })),
];

describeInBrowser('the storefront over a catalogue that is not the demo’s', () => {
  let shop: OwnStorefront;
  beforeAll(async () => {
    shop = await openOwnStorefront(products);
  });
  afterAll(() => shop.close());

  test('a page of it is written without an error, and speaks of no shoppers of a demo', async () => {
    const page = await shop.visit();
    await page.goto('/');
    await page.getByRole('region', { name: 'Categories' }).getByRole('link').first().waitFor();
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    expect(await page.locator('.hero .chip').count()).toBe(0);
    await page.getByRole('link', { name: 'You and your data' }).waitFor();
    expect(shop.problems).toEqual([]);
  });

  test.each([360, 1280])('words without an end stay within a page %d wide', async (width) => {
    const page = await shop.visit({ viewport: { width, height: 800 } });
    // What is wider than the page makes it scroll; what is wider than its card or column lies over its neighbour.
    const wider = () =>
      page.evaluate<
        string[]
      >(`[...document.querySelectorAll('.card *, .product-facts *, .product-more *, .notice')]
        .filter((element) => getComputedStyle(element).display !== 'inline' && element.clientWidth > 1)
        .filter((element) => getComputedStyle(element).overflow === 'visible')
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => element.className || element.tagName)`);
    for (const path of ['/', '/search', '/product/long', `/search?q=${LONG}`]) {
      await page.goto(path);
      await page.locator('main h1').waitFor();
      await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
      const over = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect({ path, over, wider: await wider() }).toEqual({ path, over: 0, wider: [] });
    }
  });

  test('a title that is written from right to left is shown so', async () => {
    const page = await shop.visit();
    await page.goto('/product/hebrew');
    await page.locator('.product h1').waitFor();
    const [first, last] = await page.evaluate<[number, number]>(`(() => {
      const text = document.querySelector('.product h1').firstChild;
      return [0, text.length - 1].map((at) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
      });
    })()`);
    expect(last).toBeLessThan(first);
  });

  test('a page behind the last is the last one', async () => {
    const page = await shop.visit();
    const { settled, ids } = listingOf(page);
    await page.goto('/search?q=shoe&page=9');
    await page.waitForURL(/page=2$/);
    await settled();
    expect((await ids()).length).toBeGreaterThan(0);
  });

  test('an address that is none says so as a page does, and to programs as the service does', async () => {
    const page = await shop.visit();
    const answer = await page.goto('/no/such/page');
    expect(answer?.status()).toBe(404);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.getByRole('link', { name: 'To the start' }).click();
    await page.getByRole('heading', { name: 'Find what you mean.' }).waitFor();
    for (const path of ['/no/such/page', '/v1/none']) {
      const accept = path.startsWith('/v1') ? 'text/html' : '*/*';
      const response = await fetch(`${shop.url}${path}`, { headers: { accept } });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'not_found' });
    }
  });

  test('where nothing fits, the categories lead on; where the service is away, so does another try', async () => {
    const page = await shop.visit();
    const { settled, total } = listingOf(page);
    await page.goto('/search?q=qqqzzz');
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    expect(await page.getByLabel('Sort by').count()).toBe(0);
    await page.locator('a.tile', { hasText: /^Shoes/ }).click();
    await settled();
    expect(await total()).toBe(31);

    await page.goto('/category/None');
    await page.getByText('The shop has nothing in this category.').waitFor();

    await page.route('**/v1/**', (route) => route.abort());
    await page.goto('/');
    await page.getByRole('alert').waitFor();
    await page.unroute('**/v1/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('a.tile').first().waitFor();
    await page.getByRole('region', { name: 'Most reviewed' }).getByRole('link').first().waitFor();
  });
});
