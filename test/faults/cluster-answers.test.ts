import { beforeEach, expect, test } from '@jest/globals';
import type { Fault, FaultProxy } from '../fixtures/fault-proxy.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { failingCluster, get, says, status } from '../fixtures/failing-cluster.js';

describeOnServers('what a search cluster answers', (server) => {
  const failing = failingCluster(server);
  const { connect, next, index, write } = failing;
  let proxy: FaultProxy;
  beforeEach(() => {
    ({ proxy } = failing);
  });

  test('says what it is', async () => {
    const { capabilities } = await connect();
    const { flavour, version, analysis, vectors } = capabilities;
    expect(`${flavour} ${version}`).toBe(server.name.toLowerCase());
    // The Elasticsearch 8 of the tests has no analysis modules.
    expect(analysis).toBe(server.kind !== 'es8');
    expect(vectors).toBe(server.kind !== 'os');
  });

  test('half an answer, as if it were all, is no answer', async () => {
    const cluster = await connect();
    next({ kind: 'cut' });
    await expect(cluster.request(get)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('not JSON'),
    });
  });

  test.each<[string, Fault]>([
    ['a web page', says('<html></html>')],
    ['nothing there', status(404)],
    ['another database', says('{"couchdb":"Welcome","version":"3.3.3"}')],
    ['an old one', says('{"version":{"number":"7.10.2"},"tagline":"You Know, for Search"}')],
  ])('a wrong product: %s', async (_, fault) => {
    next(fault);
    await expect(connect()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/expected Elasticsearch 8 or newer, or OpenSearch; found/),
    });
  });

  test.each([401, 403])('wrong credentials (%d), at the start and later', async (status) => {
    const refusal: Fault = {
      kind: 'answer',
      status,
      body: '{"error":{"type":"security_exception","reason":"user [ann] key [s3cret]"}}',
    };
    const refused = {
      code: 'bad_config',
      message: expect.stringMatching(/^((?!ann|s3cret).)*credentials((?!ann|s3cret).)*$/),
    };
    const credentials = { username: 'ann', password: 's3cret' };
    next(refusal);
    await expect(connect(credentials)).rejects.toMatchObject(refused);
    expect(proxy.requests).toHaveLength(1);
    const cluster = await connect(credentials);
    next(refusal);
    await expect(cluster.request(get)).rejects.toMatchObject(refused);
    expect(proxy.requests).toHaveLength(1);
  });

  test('credentials that may not ask for analysers will do', async () => {
    proxy.fail(/_analyze/, {
      kind: 'answer',
      status: 403,
      body: '{"error":{"type":"security_exception","reason":""}}',
    });
    expect((await connect()).capabilities.analysis).toBe(true);
  });

  test('a server without the analysis modules', async () => {
    proxy.fail(/_analyze/, {
      kind: 'answer',
      status: 400,
      body: '{"error":{"type":"illegal_argument_exception","reason":"failed to find global analyzer [english]"}}',
    });
    expect((await connect()).capabilities.analysis).toBe(false);
  });

  test('what the server says about a bad request, without the request', async () => {
    const cluster = await connect();
    await cluster.request({
      method: 'PUT',
      path: `/${index}`,
      body: { mappings: { properties: { price: { type: 'float' } } } },
    });
    const query = { query_string: { query: 'very secret (' } };
    await expect(
      cluster.request({ method: 'POST', path: `/${index}/_search`, body: { query } }),
    ).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringMatching(/^((?!secret).)*Failed to parse query((?!secret).)*$/),
    });
    await expect(
      cluster.request({ method: 'POST', path: `/${index}/_doc`, body: { price: 'dirt-cheap' } }),
    ).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringMatching(/^((?!dirt-cheap).)*\[price\] of type \[float\]((?!dirt-cheap).)*$/),
    });
    await expect(cluster.request({ method: 'PUT', path: `/${index}` })).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('resource_already_exists_exception'),
    });
    await expect(
      cluster
        .request({ method: 'PUT', path: `/${index}/_create/1`, body: {} })
        .then(() => cluster.request({ method: 'PUT', path: `/${index}/_create/1`, body: {} })),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(cluster.request({ method: 'HEAD', path: `/${index}-none` })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await cluster.request({ method: 'HEAD', path: `/${index}` })).toBeUndefined();
  });

  test('a full disk is told from an overload, and not asked again', async () => {
    const cluster = await connect();
    await cluster.request({ method: 'PUT', path: `/${index}` });
    // The block that the server sets itself at its flood-stage watermark.
    const block = (on: boolean | null) =>
      cluster.request({
        method: 'PUT',
        path: `/${index}/_settings`,
        body: { index: { blocks: { read_only_allow_delete: on } } },
      });
    await block(true);
    proxy.reset();
    await expect(cluster.request({ ...write, repeatable: true })).rejects.toMatchObject({
      code: 'storage_full',
    });
    expect(proxy.requests).toHaveLength(1);
    await block(null);
    await cluster.request(write);
  });
});
