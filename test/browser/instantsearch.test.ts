import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { SearchAnswer } from '../../search/index.js';
import { describeInBrowser } from '../fixtures/chromium.js';
import { startExampleSite } from '../fixtures/example-site.js';
import { openStorefront, type Storefront } from '../fixtures/storefront.js';

interface ValueCount {
  readonly value: string;
  readonly count: number;
}

const PAGE_SIZE = 12;
/** Indices on the page: each has an order or a size of its own. */
const INDICES = 3;
const RUNNING = 'shoes';

describeInBrowser('InstantSearch on Aisle', () => {
  let shop: Storefront;
  let site: Awaited<ReturnType<typeof startExampleSite>>;
  let page: Page;
  /** Bodies of the searches that the page made. */
  let asked: unknown[];

  beforeAll(async () => {
    shop = await openStorefront(400);
    site = await startExampleSite(shop.demo.url);
  }, 180_000);
  afterAll(async () => {
    await site.close();
    await shop.close();
    expect(shop.problems).toEqual([]);
  });
  beforeEach(async () => {
    page = await shop.visit({ baseURL: site.url });
    asked = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/search')) asked.push(request.postDataJSON());
    });
  });

  async function search(body: object): Promise<SearchAnswer> {
    const response = await fetch(`${shop.demo.url}/v1/search`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ pageSize: PAGE_SIZE, ...body }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as SearchAnswer;
  }
  const values = (answer: SearchAnswer, field: string) => answer.facets[field] as readonly ValueCount[];
  const count = (answer: SearchAnswer, field: string, name: string) =>
    values(answer, field).find((one) => one.value === name)?.count ?? 0;

  /** Waits until the page shows what this search answers: the hits in their order, and the total. */
  async function shows(body: object): Promise<SearchAnswer> {
    const answer = await search(body);
    const ids = JSON.stringify(answer.hits.map(({ id }) => id));
    const found = `JSON.stringify([...document.querySelectorAll('#hits article')].map((hit) => hit.dataset.id))`;
    await page.waitForFunction(`${found} === ${JSON.stringify(ids)}`);
    await page
      .locator('#stats', { hasText: new RegExp(`^${answer.total.value || 'No'} results?`) })
      .waitFor();
    return answer;
  }
  /** What is done causes one search for the hits, however many facets are chosen, and none twice. */
  async function onceEach(act: () => Promise<unknown>, body: object): Promise<SearchAnswer> {
    const before = asked.length;
    await act();
    const answer = await shows(body);
    const searches = asked.slice(before) as { pageSize: number }[];
    expect(searches.filter(({ pageSize }) => pageSize >= PAGE_SIZE)).toHaveLength(1);
    expect(searches.length).toBeLessThanOrEqual(INDICES);
    return answer;
  }
  const type = async (query: string) => page.locator('#searchbox input').fill(query);
  const value = (list: string, name: string) =>
    page.locator(`${list} li`, { has: page.getByText(name, { exact: true }) }).last();
  const counted = async (list: string, name: string) =>
    Number(await value(list, name).locator('[class$="-count"]').first().innerText());

  test('typing, two brands, sort, second page, other page size, and all taken away', async () => {
    await page.goto('/instantsearch.html');
    await shows({});
    expect(asked).toHaveLength(INDICES);
    await onceEach(() => page.locator('#pages').getByText('2', { exact: true }).click(), { page: 2 });
    const all = await onceEach(() => type(RUNNING), { query: RUNNING, facets: ['brand'] });
    expect(await page.locator('#hits mark').count()).toBeGreaterThan(0);

    const [first, second] = values(all, 'brand') as [ValueCount, ValueCount];
    await onceEach(() => value('#brand', first.value).locator('input').check(), {
      query: RUNNING,
      filters: { brand: [first.value] },
    });
    const brands = [first.value, second.value];
    const two = { query: RUNNING, filters: { brand: brands }, facets: ['brand', 'color'] };
    const chosen = await onceEach(() => value('#brand', second.value).locator('input').check(), two);
    // Without its own filter a brand counts what it would add; the sum is what is shown.
    for (const name of brands) expect(await counted('#brand', name)).toBe(count(all, 'brand', name));
    expect(count(all, 'brand', first.value) + count(all, 'brand', second.value)).toBe(chosen.total.value);
    const [color] = values(chosen, 'color') as [ValueCount];
    expect(await counted('#color', color.value)).toBe(color.count);

    const sorted = { ...two, sort: 'price:asc' };
    await onceEach(() => page.locator('#sort select').selectOption('products/sort/price:asc'), sorted);
    await onceEach(() => page.locator('#size select').selectOption('24'), { ...sorted, pageSize: 24 });

    await page.waitForURL(/hitsPerPage/);
    await page.reload();
    await shows({ ...sorted, pageSize: 24 });
    expect(await page.locator('#chosen .ais-CurrentRefinements-category').count()).toBe(2);
    await onceEach(() => page.locator('#clear button').click(), {
      query: RUNNING,
      sort: 'price:asc',
      pageSize: 24,
    });
  });

  test('the category menu down and up, the breadcrumb, and a colour beside them', async () => {
    await page.goto('/instantsearch.html');
    const facets = ['category', 'color'];
    const all = await shows({ facets });
    const paths = values(all, 'category').map((one) => one.value.split(' > '));
    const deepest = paths.reduce((deep, path) => (path.length > deep.length ? path : deep));
    expect(deepest.length).toBeGreaterThan(2);
    const link = (name: string) =>
      page.locator('#category a', { has: page.getByText(name, { exact: true }) }).last();
    const under = (depth: number) => ({
      filters: { category: [deepest.slice(0, depth).join(' > ')] },
      facets,
    });

    for (let depth = 1; depth <= 3; depth++) {
      const name = deepest[depth - 1] ?? '';
      await onceEach(() => link(name).click(), under(depth));
      for (const beside of paths.filter(
        (path) => path.length === depth && path.slice(0, -1).join() === deepest.slice(0, depth - 1).join(),
      )) {
        const label = page.locator('#category .ais-HierarchicalMenu-label', { hasText: beside.at(-1) ?? '' });
        expect(await label.count()).toBeGreaterThan(0);
      }
      expect(Number(await link(name).locator('[class$="-count"]').innerText())).toBe(
        count(all, 'category', deepest.slice(0, depth).join(' > ')),
      );
    }
    const deep = await search(under(3));
    const [color] = values(deep, 'color') as [ValueCount];
    const both = { filters: { ...under(3).filters, color: [color.value] } };
    const shown = await onceEach(
      () => page.locator('#color a', { has: page.getByText(color.value, { exact: true }) }).click(),
      both,
    );
    expect(shown.total.value).toBe(color.count);
    await onceEach(
      () => page.locator('#color a', { has: page.getByText(color.value, { exact: true }) }).click(),
      under(3),
    );

    await onceEach(() => page.locator('#breadcrumb a').nth(1).click(), under(1));
    await onceEach(() => link(deepest[0] ?? '').click(), { facets });
  });

  test('price by slider and by number, rating, reviews and stock', async () => {
    await page.goto('/instantsearch.html');
    const all = await shows({});
    const four = page.locator('#rating li').first();
    const promised = Number(await four.locator('[class$="-count"]').innerText());
    const rated = { rating: { gte: 4, lte: 5 } };
    const good = await onceEach(() => four.getByRole('link').click(), { filters: rated });
    expect(good.total.value).toBe(promised);
    expect(promised).toBeLessThan(all.total.value);

    const reviewed = { ...rated, ratingCount: { gte: 50 } };
    await onceEach(() => page.locator('#reviews input').last().check(), { filters: reviewed });
    const there = { ...reviewed, availability: ['in_stock'] };
    const left = await onceEach(() => page.locator('#stock input').check(), {
      filters: there,
      facets: ['price'],
    });

    // The ends of the slider are those of what is left, without the filter on the price.
    const { min = 0, max = 0 } = left.facets['price'] as { min?: number; max?: number };
    const slider = page.locator('#slider [role="slider"]');
    const ends = [Math.floor(min), Math.ceil(max)];
    const reads = async (name: string) => Number(await slider.first().getAttribute(name));
    expect([
      await reads('aria-valuemin'),
      await slider.last().getAttribute('aria-valuemax').then(Number),
    ]).toEqual(ends);
    await slider.first().press('ArrowRight');
    await page.locator('#chosen', { hasText: /price/i }).waitFor();
    const from = await reads('aria-valuenow');
    expect(from).toBeGreaterThan(min);
    const some = await shows({ filters: { ...there, price: { gte: from } } });

    const to = Math.ceil((from + max) / 2);
    await page.locator('#price input').last().fill(String(to));
    const price = { gte: from, lte: to };
    const cheap = await onceEach(() => page.locator('#price button').click(), {
      filters: { ...there, price },
    });
    expect(cheap.total.value).toBeLessThan(some.total.value);
  });

  test('search within the brands, more of them, and hits without end', async () => {
    await page.goto('/instantsearch.html');
    const all = await shows({ facets: ['brand'], facetSize: 1_000 });
    const brands = values(all, 'brand');
    expect(await page.locator('#brand li').count()).toBe(5);
    await page.locator('#brand .ais-RefinementList-showMore').click();
    await page
      .locator('#brand li')
      .nth(Math.min(brands.length, 10) - 1)
      .waitFor();

    const last = brands.at(-1) ?? { value: '', count: 0 };
    await page.locator('#brand input[type="search"]').fill(last.value.slice(0, 4).toLowerCase());
    await page.locator('#brand mark').first().waitFor();
    expect(await counted('#brand', last.value)).toBe(last.count);
    await value('#brand', last.value).locator('input').check();
    await shows({ filters: { brand: [last.value] } });
    await page.locator('#clear button').click();
    await shows({});

    await page.locator('#endless .ais-InfiniteHits-loadMore').click();
    await page.locator('#endless li').nth(11).waitFor();
    const expected = await search({ pageSize: 12 });
    const ids = `[...document.querySelectorAll('#endless li span')].map((hit) => hit.dataset.id)`;
    expect(await page.evaluate(ids)).toEqual(expected.hits.map(({ id }) => id));
    const cheapest = `[...document.querySelectorAll('#cheap li span')].map((hit) => hit.dataset.id)`;
    const sorted = await search({ sort: 'price:asc', pageSize: 3 });
    expect(await page.evaluate(cheapest)).toEqual(sorted.hits.map(({ id }) => id));
  });

  test('clicks and baskets are told, with the answer they came from', async () => {
    await page.goto('/instantsearch.html');
    await shows({});
    const told = (action: string) =>
      page.waitForResponse(
        (response) =>
          response.url().endsWith('/v1/events') &&
          response.request().postData()?.includes(`"${action}"`) === true,
      );
    const clicked = told('click');
    await page.locator('#hits article a').nth(1).click();
    expect((await clicked).request().postDataJSON()).toMatchObject([
      {
        query_id: expect.any(String),
        session_id: (asked[0] as { sessionId: string }).sessionId,
        event_attributes: { position: { ordinal: 2 } },
      },
    ]);
    expect(await (await clicked).json()).toMatchObject({ accepted: 1 });
    const put = told('add_to_cart');
    await page.locator('#hits article button').first().click();
    expect(await (await put).json()).toMatchObject({ accepted: 1 });
  });

  test('a page of another origin may load the client', async () => {
    const { status, headers } = await fetch(`${shop.demo.url}/clients/instantsearch.js`);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${shop.demo.url}/clients/..%2fpackage.js`)).status).toBe(404);
  });

  test('a service that is away is said, and comes back', async () => {
    await page.route('**/v1/search', (route) => route.abort());
    await page.goto('/instantsearch.html');
    await page.getByRole('alert').getByText('cannot be reached').waitFor();
    await page.unroute('**/v1/search');
    await type(RUNNING);
    await shows({ query: RUNNING });
  });
});
