import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Logger } from '../base/index.js';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import { listen, type RunningServer } from './index.js';

describe('the key of a storefront that is served', () => {
  const errors: string[] = [];
  const ignore = () => undefined;
  const log: Logger = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (_, message) => void errors.push(message),
  };
  let shop: Shop;
  let server: RunningServer;
  let id: string;
  let secret: string;
  beforeAll(async () => {
    shop = await openShop([{ id: 'mug', title: 'Steel mug' }], { settings: { 'server.port': 0 } });
    const { key, text } = shop.aisle.keys.create({ roles: ['search'] });
    [id, secret] = [key.id, text];
    shop.aisle.config.server.storefrontKey = text;
    server = await listen({ ...shop.aisle, log });
  });
  afterAll(async () => {
    await server.close();
    await shop.close();
  });

  test('is in its page while it is valid; once it is revoked it is not, and the log says so once', async () => {
    const page = async () => {
      const response = await fetch(server.url);
      return { text: await response.text(), tag: response.headers.get('etag') };
    };
    const before = await page();
    expect(before.text).toContain(`content="${secret}"`);
    shop.aisle.keys.revoke(id);
    const after = await page();
    expect(after.text).not.toContain(secret);
    expect(after.text).toContain('</html>');
    expect(after.tag).not.toBe(before.tag);
    await page();
    expect(errors).toEqual([expect.stringMatching(/without its key .*revoked.*aisle keys create/)]);
  });

  test('does not keep the service from starting once it is revoked: the page alone goes without, and the log says so', async () => {
    errors.length = 0;
    const again = await listen({ ...shop.aisle, log });
    try {
      expect(errors).toEqual([expect.stringMatching(/without its key .*revoked.*aisle keys create/)]);
      expect(await (await fetch(again.url)).text()).not.toContain('aisle-key');
      const { text } = shop.aisle.keys.create({ roles: ['search'] });
      const headers = { Authorization: `Bearer ${text}` };
      expect((await fetch(`${again.url}/v1/search?q=mug`, { headers })).status).toBe(200);
      expect((await fetch(`${again.url}/v1/search?q=mug`)).status).toBe(401);
      expect(errors).toHaveLength(1);
    } finally {
      await again.close();
    }
  });

  test('is refused at the start where it never was one for a page, and what to do is said', async () => {
    const more = shop.aisle.keys.create({ roles: ['search', 'relevance'] });
    for (const storefrontKey of ['"><script>', more.text]) {
      const config = { ...shop.aisle.config, server: { ...shop.aisle.config.server, storefrontKey } };
      await expect(listen({ ...shop.aisle, config })).rejects.toMatchObject({
        code: 'bad_config',
        errors: [{ path: 'server.storefrontKey', message: expect.stringMatching(/aisle keys create/) }],
      });
    }
  });
});
