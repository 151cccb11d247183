import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from './load-config.js';
import { settings } from './settings.js';

describe('configuration', () => {
  let folder: string;
  const file = async (text: string) => {
    const path = join(folder, 'aisle.config.json');
    await writeFile(path, text);
    return path;
  };
  const mistakes = (load: () => unknown): unknown => {
    try {
      load();
    } catch (error) {
      return (error as { errors: unknown }).errors;
    }
    throw new Error('it was accepted');
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-config-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('the command line wins over the environment, which wins over the file', async () => {
    const path = await file(
      '{"server":{"port":1,"host":"localhost"},"embedder":{"model":"e5-small-v2"},"lexical":{"shareOfIdf":0}}',
    );
    const config = loadConfig({
      file: path,
      environment: { AISLE_SERVER_PORT: '2', AISLE_EMBEDDER_MODEL: 'none', OTHER: 'x' },
      overrides: { 'server.port': 3, 'server.host': undefined },
    });
    expect(config.server).toMatchObject({ port: 3, host: 'localhost' });
    expect(config.embedder.model).toBe('none');
    // 0 is a value
    expect(config.lexical.shareOfIdf).toBe(0);
  });

  test('headers may not take longer than the request that they begin', () => {
    const environment = { AISLE_SERVER_REQUEST_TIMEOUT: '5000' };
    expect(mistakes(() => loadConfig({ environment }))).toEqual([
      expect.objectContaining({
        path: 'server.headersTimeout',
        message: expect.stringContaining('at most server.requestTimeout'),
      }),
    ]);
  });

  test('every mistake is named at once, with its place', async () => {
    const path = await file('{"sever":{},"server":{"port":"x"},"embedder":{"model":"gpt"}}');
    expect(
      mistakes(() =>
        loadConfig({ file: path, environment: { AISLE_LEXICAL_SHARE_OF_BEST: '2', AISLE_LEXICL: '1' } }),
      ),
    ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'sever' }),
        expect.objectContaining({ path: 'server.port' }),
        { path: 'embedder.model', message: 'expected one of all-MiniLM-L6-v2, e5-small-v2, none' },
        expect.objectContaining({
          path: 'lexical.shareOfBest',
          message: 'expected at most 1 (from AISLE_LEXICAL_SHARE_OF_BEST)',
        }),
        expect.objectContaining({ path: 'AISLE_LEXICL' }),
      ]),
    );
  });

  test('a setting that was renamed is refused by both names', async () => {
    const path = await file('{"embedder":{"queryCache":32},"search":{"shared":0}}');
    const environment = { AISLE_EMBEDDER_QUERY_CACHE: '32', AISLE_SEARCH_SHARED: '0' };
    const queries = expect.stringMatching(/embedder\.queryMemory, in bytes instead of MB/);
    const shared = expect.stringMatching(/search\.sharedMemory/);
    expect(mistakes(() => loadConfig({ file: path, environment }))).toEqual([
      { path: 'embedder.queryCache', message: queries },
      { path: 'search.shared', message: shared },
      { path: 'AISLE_EMBEDDER_QUERY_CACHE', message: queries },
      { path: 'AISLE_SEARCH_SHARED', message: shared },
    ]);
  });

  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
  ])('a file that holds %s is refused', async (_, text) => {
    const path = await file(text);
    expect(() => loadConfig({ file: path, environment: {} })).toThrow(
      expect.objectContaining({ code: 'bad_config' }),
    );
  });

  test('a named file must be there; the default one need not', () => {
    expect(() => loadConfig({ file: join(folder, 'none.json'), environment: {} })).toThrow(
      expect.objectContaining({ code: 'bad_config' }),
    );
  });

  test('every setting has a description, and can be given by the environment', () => {
    for (const setting of settings()) {
      expect(setting.description).not.toBe('');
      expect(setting.environment).toMatch(/^AISLE_[A-Z0-9_]+$/);
    }
    const names = settings().map(({ environment }) => environment);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['AISLE_DATA', 'AISLE_LEXICAL_ENGINE', 'AISLE_EMBEDDER_MODEL']),
    );
  });
});
