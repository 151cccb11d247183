import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openCluster, type Cluster, type ClusterOptions } from '../../engines/cluster/index.js';
import { startFaultProxy, type Fault, type FaultProxy } from '../fixtures/fault-proxy.js';
import { describeOnServers } from '../fixtures/search-servers.js';

const ALL = /./;
const drop = { kind: 'drop' } as const;
const status = (code: number): Fault => ({ kind: 'answer', status: code });
const says = (body: string): Fault => ({ kind: 'answer', status: 200, body });
const get = { method: 'GET', path: '/_cluster/health' } as const;

describeOnServers('a failing search cluster', (server) => {
  const index = `${server.prefix}faults`;
  const write = {
    method: 'POST',
    path: `/${index}/_doc`,
    query: { refresh: true },
    body: { title: 'x' },
  } as const;
  let proxy: FaultProxy;
  let now: number;
  const open: Cluster[] = [];

  beforeEach(async () => {
    proxy = await startFaultProxy(server.address);
    now = Date.now();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((cluster) => cluster.close()));
    await proxy.close();
    await fetch(`${server.address}/${index}`, { method: 'DELETE' });
  });

  async function connect(options: Partial<ClusterOptions> = {}): Promise<Cluster> {
    const cluster = await openCluster(
      { nodes: [proxy.address], deadline: 20_000, ...options },
      { random: () => 0, clock: { now: () => now } },
    );
    open.push(cluster);
    proxy.reset();
    return cluster;
  }

  /** The next calls meet these faults, one each. */
  const next = (...faults: readonly Fault[]) => {
    for (const fault of faults) proxy.fail(ALL, fault, 1);
  };

  const goDown = () => proxy.close();

  async function comeBack(): Promise<void> {
    proxy = await startFaultProxy(server.address, Number(new URL(proxy.address).port));
  }

  const written = async (cluster: Cluster) =>
    (await cluster.request<{ count: number }>({ method: 'GET', path: `/${index}/_count` })).count;

  test('says what it is', async () => {
    const { capabilities } = await connect();
    const { flavour, version, analysis, vectors } = capabilities;
    expect(`${flavour} ${version}`).toBe(server.name.toLowerCase());
    // The Elasticsearch 8 of the tests has no analysis modules.
    expect(analysis).toBe(server.kind !== 'es8');
    expect(vectors).toBe(server.kind !== 'os');
  });

  test('a server that is down at the start, and one that comes up in the meantime', async () => {
    await goDown();
    await expect(connect()).rejects.toMatchObject({ code: 'unavailable' });
    await comeBack();
    await connect();
  });

  test('a server that goes down in the middle, and comes back', async () => {
    const cluster = await connect();
    await cluster.request(get);
    await goDown();
    await expect(cluster.request(get)).rejects.toMatchObject({ code: 'unavailable' });
    await comeBack();
    await cluster.request(get);
  });

  test.each<Fault>([
    drop,
    { kind: 'break' },
    { kind: 'lose' },
    status(429),
    status(502),
    status(503),
    status(504),
  ])('one failure (%j) of a call that may be repeated is not seen', async (fault) => {
    const cluster = await connect();
    next(fault);
    expect(await cluster.request(get)).toMatchObject({ timed_out: false });
    expect(proxy.requests).toHaveLength(2);
    next(fault, fault);
    await cluster.request({ ...write, repeatable: true });
    expect(proxy.requests).toHaveLength(5);
  });

  test.each<Fault>([drop, { kind: 'break' }, status(429), status(502), status(503), status(504)])(
    'after a failure (%j) a call that must not be repeated was sent exactly once',
    async (fault) => {
      const cluster = await connect();
      await cluster.request(get);
      proxy.reset();
      next(fault);
      await expect(cluster.request(write)).rejects.toMatchObject({ code: 'unavailable' });
      expect(proxy.requests).toHaveLength(1);
    },
  );

  test('also when the server has carried it out, and the answer is lost', async () => {
    const cluster = await connect();
    next({ kind: 'lose' });
    await expect(cluster.request(write)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await written(cluster)).toBe(1);
  });

  test('a server that stays overloaded: unavailable after a few tries; one that asks for a long rest gets it', async () => {
    const overloaded = (rest: string): Fault => ({
      kind: 'answer',
      status: 429,
      headers: { 'retry-after': rest },
    });
    const cluster = await connect();
    proxy.fail(ALL, overloaded('0'), 4);
    await expect(cluster.request(get)).rejects.toMatchObject({ code: 'unavailable' });
    expect(proxy.requests).toHaveLength(4);
    proxy.fail(ALL, overloaded('3600'), 1);
    await expect(cluster.request(get)).rejects.toMatchObject({ code: 'unavailable' });
    expect(proxy.requests).toHaveLength(5);
    // Overload is no fault of the connection: the breaker lets calls through.
    await cluster.request(get);
  });

  test('a slow server: the deadline ends the call and its connection; all tries share one deadline', async () => {
    const cluster = await connect();
    next(drop);
    const hold = proxy.hold(ALL);
    const call = cluster.request({ ...get, deadline: 5_000 }).catch((error: unknown) => error);
    await hold.abandoned;
    expect(await call).toMatchObject({
      code: 'deadline_exceeded',
      message: expect.stringContaining('5000 ms'),
    });
    expect(proxy.requests).toHaveLength(2);
    hold.release();
    await cluster.request(get);
  });

  test('a cancelled call closes its connection, says so, and tells nothing about the cluster', async () => {
    const cluster = await connect();
    for (let i = 0; i < 8; i++) {
      const hold = proxy.hold(ALL);
      const controller = new AbortController();
      const call = cluster.request(get, { signal: controller.signal }).catch((error: unknown) => error);
      await hold.arrived;
      controller.abort();
      await hold.abandoned;
      expect(await call).toMatchObject({
        code: 'deadline_exceeded',
        message: expect.stringContaining('cancelled'),
      });
      proxy.reset();
    }
    await cluster.request(get);
    await expect(cluster.request(get, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
    expect(proxy.requests).toHaveLength(1);
  });

  test('callers that wait in vain until their own deadlines tell that it does not work', async () => {
    const cluster = await connect();
    for (let i = 0; i < 5; i++) {
      const hold = proxy.hold(ALL);
      const controller = new AbortController();
      const call = cluster.request(get, { signal: controller.signal }).catch((error: unknown) => error);
      await hold.arrived;
      now += 1_000;
      controller.abort();
      await hold.abandoned;
      await call;
      proxy.reset();
    }
    await expect(cluster.request(get)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('left alone'),
    });
    expect(proxy.requests).toHaveLength(0);
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

  test('a cluster that keeps failing is left alone, asked by one call after a while, and used again', async () => {
    const cluster = await connect();
    proxy.fail(ALL, drop, 5);
    while (proxy.requests.length < 5) await cluster.request(write).catch(() => undefined);
    const refused = { code: 'unavailable', message: expect.stringContaining('left alone') };
    await expect(cluster.request(get)).rejects.toMatchObject(refused);

    now += 5_000;
    next(drop);
    // The one that is let through fails.
    await expect(cluster.request(get)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(cluster.request(get)).rejects.toMatchObject(refused);
    expect(proxy.requests).toHaveLength(6);

    now += 5_000;
    const hold = proxy.hold(ALL);
    const probe = cluster.request(get);
    await hold.arrived;
    await expect(cluster.request(get)).rejects.toMatchObject(refused);
    expect(proxy.requests).toHaveLength(7);
    hold.release();
    await probe;
    await cluster.request(get);
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
