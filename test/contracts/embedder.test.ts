import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import {
  createEmbedder,
  createHashEmbedder,
  findModel,
  requireModel,
  type EmbedderOptions,
} from '../../engines/embedder/index.js';
import { WorkerPool } from '../../engines/embedder/onnx/worker-pool.js';
import { startWorker, type EmbedWorker } from '../../engines/embedder/onnx/worker.js';
import { cosine, embedderContract } from './embedder.contract.js';

embedderContract('hash', async () => createHashEmbedder());

const cacheDir = process.env['AISLE_EMBEDDER_CACHE'] ?? join(homedir(), '.cache', 'aisle', 'models');
const id = 'all-MiniLM-L6-v2';
const open = (options: Partial<EmbedderOptions> = {}) =>
  createEmbedder({
    record: findModel(id),
    precision: 'int8',
    device: 'cpu',
    threads: 2,
    cacheDir,
    log: silentLogger,
    ...options,
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

    test('a further model is one more record', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'aisle-models-'));
      const record = findModel(id);
      const third = { ...record, id: 'third', prefixes: { query: 'find: ', passage: 'this is ' } };
      await symlink(join(cacheDir, id), join(folder, third.id));
      const [embedder, known] = await Promise.all([open({ record: third, cacheDir: folder }), open()]);
      expect(embedder.identity).not.toBe(known.identity);
      expect(await embedder.embedQuery('lamp')).toEqual(await known.embedQuery('find: lamp'));
      expect(await embedder.embedPassages(['lamp'])).toEqual(await known.embedPassages(['this is lamp']));
      await Promise.all([embedder.close(), known.close()]);
      await rm(folder, { recursive: true });
    });

    test('a thread killed at work takes only its own texts with it', async () => {
      const record = findModel(id);
      const { model, tokenizer } = await requireModel(cacheDir, record, 'int8');
      const { dimensions, tokenLimit } = record;
      const data = { model, tokenizer, dimensions, tokenLimit, threads: 1, tokenBudget: 512 };
      const threads: EmbedWorker[] = [];
      const start = async () => {
        const thread = await startWorker({ ...data, provider: 'cpu' });
        threads.push(thread);
        return thread;
      };
      const pool = new WorkerPool([await start()], dimensions, start, silentLogger);
      const wanted = await pool.query('running shoes');
      const lost = pool.passages(
        Array.from({ length: 20_000 }, (_, i) => `a long text about shoes, number ${i}`),
      );
      await new Promise((resolve) => setImmediate(resolve));
      const waiting = pool.query('running shoes');
      const failed = expect(lost).rejects.toMatchObject({ code: 'unavailable' });
      await threads[0]!.close();
      await failed;
      expect(await waiting).toEqual(wanted);
      expect(threads).toHaveLength(2);
      await pool.close();
    });
  });
} else {
  test.skip(`MiniLM int8: not in ${cacheDir}; run \`aisle model fetch\``, () => undefined);
}
