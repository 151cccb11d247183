import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import { createEmbedder, createHashEmbedder, findModel } from '../../engines/embedder/index.js';
import { cosine, embedderContract } from './embedder.contract.js';

embedderContract('hash', async () => createHashEmbedder());

const cacheDir = process.env['AISLE_EMBEDDER_CACHE'] ?? join(homedir(), '.cache', 'aisle', 'models');
const id = 'all-MiniLM-L6-v2';
const open = (device: 'cpu' | 'cuda' = 'cpu') =>
  createEmbedder({
    record: findModel(id),
    precision: 'int8',
    device,
    threads: 2,
    cacheDir,
    log: silentLogger,
  });

if (existsSync(join(cacheDir, id, 'int8'))) {
  embedderContract('MiniLM int8', () => open());

  describe('MiniLM int8', () => {
    test('knows that sneakers are shoes', async () => {
      const embedder = await open();
      const [a, b, c] = await Promise.all(
        ['running shoes', 'sneakers', 'toaster'].map((text) => embedder.embedQuery(text)),
      );
      await embedder.close();
      expect(cosine(a!, b!)).toBeGreaterThan(0.5);
      expect(cosine(a!, c!)).toBeLessThan(0.35);
    });
  });
} else {
  test.skip(`MiniLM int8: not in ${cacheDir}; run \`aisle model fetch\``, () => undefined);
}
