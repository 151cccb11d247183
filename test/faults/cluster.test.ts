import { beforeEach, expect, test } from '@jest/globals';
import type { Cluster } from '../../engines/cluster/index.js';
import type { Fault, FaultProxy } from '../fixtures/fault-proxy.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { ALL, drop, failingCluster, get, status } from '../fixtures/failing-cluster.js';

describeOnServers('a failing search cluster', (server) => {
  const failing = failingCluster(server);
  const { connect, next, pass, goDown, comeBack, index, write } = failing;
  let proxy: FaultProxy;
  beforeEach(() => {
    ({ proxy } = failing);
  });

  const written = async (cluster: Cluster) =>
    (await cluster.request<{ count: number }>({ method: 'GET', path: `/${index}/_count` })).count;

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
      pass(1_000);
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

  test('a cluster that keeps failing is left alone, asked by one call after a while, and used again', async () => {
    const cluster = await connect();
    proxy.fail(ALL, drop, 5);
    while (proxy.requests.length < 5) await cluster.request(write).catch(() => undefined);
    const refused = { code: 'unavailable', message: expect.stringContaining('left alone') };
    await expect(cluster.request(get)).rejects.toMatchObject(refused);

    pass(5_000);
    next(drop);
    // The one that is let through fails.
    await expect(cluster.request(get)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(cluster.request(get)).rejects.toMatchObject(refused);
    expect(proxy.requests).toHaveLength(6);

    pass(5_000);
    const hold = proxy.hold(ALL);
    const probe = cluster.request(get);
    await hold.arrived;
    await expect(cluster.request(get)).rejects.toMatchObject(refused);
    expect(proxy.requests).toHaveLength(7);
    hold.release();
    await probe;
    await cluster.request(get);
  });
});
