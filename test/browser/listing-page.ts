import type { Page } from 'playwright-core';

export const searchBox = (page: Page) => page.getByRole('combobox', { name: 'Search the shop' });

/** What the tests do on a page of results, as a shopper does it. */
export function listingOf(page: Page) {
  const settled = () => page.locator('.listing-results[aria-busy="false"]').waitFor();
  return {
    settled,
    /** Waits until so many products are said to be there. */
    shown: async (count: number) => {
      await page
        .locator('.total', { hasText: new RegExp(`^${count.toLocaleString('en')} product`) })
        .waitFor();
      await settled();
    },
    total: async () =>
      Number(/([\d,]+) product/.exec(await page.locator('.total').innerText())?.[1]?.replaceAll(',', '')),
    ids: async () =>
      Promise.all((await page.locator('.hits .card').all()).map((card) => card.getAttribute('data-id'))),
    search: async (query: string) => {
      await searchBox(page).fill(query);
      await searchBox(page).press('Enter');
      await page.waitForURL((url) => url.searchParams.get('q') === query);
      await settled();
    },
  };
}
