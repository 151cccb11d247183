import { describe, expect, test } from '@jest/globals';
import { nodeAddresses } from './addresses.js';

const options = { deadline: 1_000, nodes: [] as string[] };
const cloudId = (text: string) => `shop:${Buffer.from(text).toString('base64')}`;

describe('addresses of the nodes', () => {
  test('one or more, also with a path; or the one of a cloud id', () => {
    const nodes = ['http://a:9200', 'https://b/search'];
    expect(nodeAddresses({ ...options, nodes }).map(String)).toEqual(['http://a:9200/', 'https://b/search']);
    expect(
      nodeAddresses({ ...options, cloudId: cloudId('eu.example.com:9243$abc123$kibana') }).map(String),
    ).toEqual(['https://abc123.eu.example.com:9243/']);
  });

  test.each([
    [{ nodes: [] }, 'node'],
    [{ nodes: ['http://a'], cloudId: cloudId('x$y') }, 'node'],
    [{ nodes: ['a:9200'] }, 'node'],
    [{ nodes: ['http://user:secret@'] }, 'node'],
    [{ nodes: ['http://a?x=1'] }, 'node'],
    [{ cloudId: 'nonsense' }, 'cloudId'],
    [{ cloudId: cloudId('evil.example.com/path$x') }, 'cloudId'],
  ])('%j is refused by its name', (wrong, setting) => {
    let thrown: unknown;
    try {
      nodeAddresses({ ...options, ...wrong });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'bad_config', errors: [{ path: `elasticsearch.${setting}` }] });
    expect(String(thrown)).not.toContain('secret');
  });
});
