import { describe, expect, test } from '@jest/globals';
import { clusterOptions } from './elasticsearch-config.js';
import { loadConfig } from './load-config.js';
import { settings } from './settings.js';

const load = (environment: Record<string, string>, overrides: Record<string, unknown> = {}) =>
  loadConfig({ environment, overrides }).elasticsearch;

describe('settings of the search cluster', () => {
  test('defaults', () => {
    expect(load({})).toEqual({
      ...{ prefix: 'aisle', shards: 1, replicas: 1, deadline: 10_000, analyser: 'own' },
      overlap: 60_000,
    });
  });

  test('one address or several, by environment or file', () => {
    expect(load({ AISLE_ELASTICSEARCH_NODE: 'http://a:9200' }).node).toEqual(['http://a:9200']);
    expect(load({ AISLE_ELASTICSEARCH_NODE: 'http://a:9200, https://b' }).node).toEqual([
      'http://a:9200',
      'https://b',
    ]);
    expect(load({}, { 'elasticsearch.node': 'http://a' }).node).toEqual(['http://a']);
    expect(load({}, { 'elasticsearch.node': ['http://a', 'http://b'] }).node).toEqual([
      'http://a',
      'http://b',
    ]);
  });

  test('secrets come from the environment, 0 replicas are a number', () => {
    expect(
      load({
        AISLE_ELASTICSEARCH_CLOUD_ID: 'shop:abc',
        AISLE_ELASTICSEARCH_USERNAME: 'ann',
        AISLE_ELASTICSEARCH_PASSWORD: 'pw',
        AISLE_ELASTICSEARCH_REPLICAS: '0',
      }),
    ).toMatchObject({ cloudId: 'shop:abc', username: 'ann', password: 'pw', replicas: 0 });
    expect(load({ AISLE_ELASTICSEARCH_API_KEY: '123' }).apiKey).toBe('123');
  });

  test.each<[Record<string, unknown>, string]>([
    [{ node: 'search.example.com' }, 'node.0'],
    [{ node: 'ftp://a' }, 'node.0'],
    [{ node: '' }, 'node.0'],
    [{ node: [] }, 'node'],
    [{ node: 7 }, 'node'],
    [{ node: 'http://a', cloudId: 'x:y' }, 'cloudId'],
    [{ apiKey: 's3cret', username: 'ann', password: 'pw' }, 'apiKey'],
    [{ username: 'ann' }, 'password'],
    [{ password: 's3cret' }, 'username'],
    [{ node: 'http://a', ca: 'ca.pem' }, 'ca'],
    [{ prefix: 'Shop' }, 'prefix'],
    [{ prefix: '-shop' }, 'prefix'],
    [{ prefix: 'a/b' }, 'prefix'],
    [{ prefix: '' }, 'prefix'],
    [{ shards: 0 }, 'shards'],
    [{ replicas: -1 }, 'replicas'],
    [{ deadline: 0 }, 'deadline'],
    [{ analyser: 'No such' }, 'analyser'],
    [{ nodes: 'http://a' }, 'nodes'],
  ])('%j is refused by the name of its setting', (section, field) => {
    const overrides = Object.fromEntries(Object.entries(section).map(([k, v]) => [`elasticsearch.${k}`, v]));
    let thrown: unknown;
    try {
      load({}, overrides);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: 'bad_config',
      errors: expect.arrayContaining([expect.objectContaining({ path: `elasticsearch.${field}` })]),
    });
    expect(String(thrown)).not.toContain('s3cret');
  });

  test('say how the cluster is opened', () => {
    expect(clusterOptions(load({}))).toEqual({ nodes: [], deadline: 10_000 });
    const given = { node: 'https://a', apiKey: 'k', ca: 'ca.pem', deadline: 5 };
    const overrides = Object.fromEntries(Object.entries(given).map(([k, v]) => [`elasticsearch.${k}`, v]));
    expect(clusterOptions(load({}, overrides))).toEqual({
      nodes: ['https://a'],
      apiKey: 'k',
      caFile: 'ca.pem',
      deadline: 5,
    });
  });

  test('are documented with type and meaning', () => {
    const all = settings().filter(({ path }) => path.startsWith('elasticsearch.'));
    expect(all.map(({ path }) => path.replace('elasticsearch.', ''))).toEqual([
      ...['node', 'cloudId', 'apiKey', 'username', 'password', 'ca'],
      ...['prefix', 'shards', 'replicas', 'deadline', 'analyser'],
      ...['index', 'map', 'checkpoint', 'overlap'],
    ]);
    for (const { description } of all) expect(description).not.toBe('');
  });
});
