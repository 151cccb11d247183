import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startGreetingNode, type GreetingNode } from '../../test/fixtures/greeting-node.js';
import { openCluster, type Cluster, type ClusterOptions } from './index.js';

// The connection alone: these nodes greet like a search server, and can do nothing else.
const opened: (Cluster | GreetingNode)[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await ('stop' in one ? one.stop() : one.close());
});

async function node(tls?: Parameters<typeof startGreetingNode>[0]): Promise<GreetingNode> {
  const one = await startGreetingNode(tls);
  opened.push(one);
  return one;
}

type Ports = NonNullable<Parameters<typeof openCluster>[1]>;

async function open(options: Partial<ClusterOptions>, ports: Ports = {}): Promise<Cluster> {
  const cluster = await openCluster(
    { nodes: [], deadline: 10_000, ...options },
    { random: () => 0, ...ports },
  );
  opened.push(cluster);
  return cluster;
}

const get = { method: 'GET', path: '/a/_search' } as const;
const post = { method: 'POST', path: '/a/_doc', body: { title: 'x' } } as const;

describe('what goes over the wire', () => {
  test('JSON, newline-delimited JSON with lines that are JSON already, the query string, and a path before it', async () => {
    const one = await node();
    const cluster = await open({ nodes: [`${one.address}/behind/`] });
    await cluster.request({ ...post, query: { refresh: true, size: 3, q: 'a b&c' } });
    await cluster.request({ method: 'POST', path: '/_bulk', lines: [{ index: { _id: 'é' } }, '{"a": 1}'] });
    const [json, lines] = one.arrivals.slice(-2);
    expect(json?.path).toBe('/behind/a/_doc?refresh=true&size=3&q=a+b%26c');
    expect(json?.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json' });
    expect(json?.body).toBe('{"title":"x"}');
    expect(lines?.headers).toMatchObject({ 'content-type': 'application/x-ndjson' });
    expect(lines?.body).toBe('{"index":{"_id":"é"}}\n{"a": 1}\n');
    for (const { headers } of one.arrivals) expect(headers).not.toHaveProperty('accept-encoding');
  });

  test('a body is written once, however often it is sent', async () => {
    const one = await node();
    const cluster = await open({ nodes: [one.address] });
    let written = 0;
    const body = { toJSON: () => ({ written: ++written }) };
    one.next('drop', 503);
    await cluster.request({ ...post, body, repeatable: true });
    expect(one.arrivals.slice(-3).map((arrival) => arrival.body)).toEqual(
      Array<string>(3).fill('{"written":1}'),
    );
  });

  test('sockets are kept and used again', async () => {
    const one = await node();
    const cluster = await open({ nodes: [one.address] });
    for (let i = 0; i < 50; i++) await cluster.request(post);
    // A second one may open while the first is still busy with the end of an answer.
    expect(one.sockets()).toBeLessThanOrEqual(2);
  });

  test.each<[string, Partial<ClusterOptions>, string]>([
    ['API key', { apiKey: 'a2V5' }, 'ApiKey a2V5'],
    [
      'name and password',
      { username: 'ann', password: 'p:ä' },
      `Basic ${Buffer.from('ann:p:ä').toString('base64')}`,
    ],
  ])('%s', async (_, options, expected) => {
    const one = await node();
    const cluster = await open({ nodes: [one.address], ...options });
    await cluster.request(get);
    for (const { headers } of one.arrivals) expect(headers.authorization).toBe(expected);
  });

  test('credentials in an address are used, and not shown', async () => {
    const one = await node();
    const address = one.address.replace('//', '//ann:s3cret@');
    const cluster = await open({ nodes: [address] });
    expect(one.arrivals[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('ann:s3cret').toString('base64')}`,
    );
    await one.stop();
    const thrown: unknown = await cluster.request(get).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'unavailable' });
    expect(JSON.stringify(thrown) + String(thrown)).not.toContain('s3cret');
  });
});

describe('several nodes', () => {
  test('take turns', async () => {
    const nodes = [await node(), await node(), await node()];
    const cluster = await open({ nodes: nodes.map(({ address }) => address) });
    const before = nodes.map(({ arrivals }) => arrivals.length);
    for (let i = 0; i < 6; i++) await cluster.request(get);
    expect(nodes.map(({ arrivals }, i) => arrivals.length - (before[i] ?? 0))).toEqual([2, 2, 2]);
  });

  test.each(['drop', 429, 502, 503, 504, 'cut'] as const)(
    'after %j a call is tried on another one',
    async (fault) => {
      const nodes = [await node(), await node()];
      const cluster = await open({ nodes: nodes.map(({ address }) => address) });
      for (const one of nodes) one.arrivals.length = 0;
      // Whichever comes first fails.
      let failures = 0;
      for (const one of nodes) one.from(fault);
      const answer = cluster.request(get).catch(() => failures++);
      await answer;
      expect(failures).toBe(1);
      expect(nodes.map(({ arrivals }) => arrivals.length)).toEqual([2, 2]);
    },
  );

  test('a call does not go back to the one that failed it, whose turn it may be', async () => {
    const nodes = [await node(), await node()];
    const cluster = await open({ nodes: nodes.map(({ address }) => address) });
    const [busy] = nodes as [GreetingNode];
    busy.arrivals.length = 0;
    busy.from(429);
    await Promise.all([cluster.request(get), cluster.request(get)]);
    expect(busy.arrivals).toHaveLength(1);
  });

  test('what must not be sent twice is tried on another one when there was no connection to send it on', async () => {
    const nodes = [await node(), await node(), await node()];
    await nodes[2]?.stop();
    const cluster = await open({ nodes: nodes.map(({ address }) => address) });
    // The first two calls, on opening, went to the first two: now it is the turn of the third.
    await cluster.request(post);
    expect(nodes.flatMap(({ arrivals }) => arrivals).filter(({ path }) => path === post.path)).toHaveLength(
      1,
    );
  });

  test('one that has gone is left out, asked once after a while, and comes back', async () => {
    const nodes = [await node(), await node()];
    let now = Date.now();
    const cluster = await open({ nodes: nodes.map(({ address }) => address) }, { clock: { now: () => now } });
    const [first, second] = nodes as [GreetingNode, GreetingNode];
    await first.stop();
    for (let i = 0; i < 2; i++) await cluster.request(get);
    second.arrivals.length = 0;
    for (let i = 0; i < 4; i++) await cluster.request(get);
    expect(second.arrivals).toHaveLength(4);

    await first.start();
    first.arrivals.length = 0;
    first.from('hold');
    now += 60_000;
    const asked = first.held();
    // However many calls pass by, one question is enough.
    await Promise.all(Array.from({ length: 10 }, () => cluster.request(get)));
    await asked;
    expect(first.arrivals.map(({ method, path }) => `${method} ${path}`)).toEqual(['HEAD /']);

    first.from('greet');
    first.arrivals[0]?.socket.destroy();
    now += 600_000;
    while (!first.arrivals.some(({ path }) => path === get.path)) await cluster.request(get);
  });
});

describe('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-tls-'));
  const path = (name: string) => join(folder, name);
  afterAll(() => rm(folder, { recursive: true }));
  const openssl = (...args: string[]) => spawnSync('openssl', args, { cwd: folder }).status === 0;
  const certificate = (name: string, subject: string) =>
    openssl(
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', '/CN=aisle test', '-addext', subject],
    );
  const ready =
    certificate('good', 'subjectAltName=IP:127.0.0.1') &&
    certificate('other', 'subjectAltName=IP:127.0.0.1') &&
    certificate('elsewhere', 'subjectAltName=DNS:search.example.com');
  const testTls: (name: string, work: () => Promise<void>) => void = ready
    ? (name, work) => test(name, work)
    : (name) => test.skip(`${name} [no openssl to make a certificate]`, () => undefined);
  const server = (name: string) => ({
    key: readFileSync(path(`${name}.key`)),
    cert: readFileSync(path(`${name}.pem`)),
  });

  beforeAll(() => writeFile(path('nonsense.pem'), 'nonsense'));

  testTls('with the authority that signed it', async () => {
    const one = await node(server('good'));
    const cluster = await open({ nodes: [one.address], caFile: path('good.pem'), apiKey: 'k' });
    expect(cluster.capabilities.version).toBe('9.0.0');
  });

  testTls('a cloud id leads to the server that the official client reads from it', async () => {
    const one = await node(server('good'));
    // The console's ids name a host as deployment and domain: here that is 127 and 0.0.1 with a port.
    const { port } = new URL(one.address);
    const cloudId = `shop:${Buffer.from(`0.0.1:${port}$127$kibana`).toString('base64')}`;
    const official = new Client({ cloud: { id: cloudId }, auth: { apiKey: 'k' } });
    expect(official.connectionPool.connections.map(({ url }) => url.origin)).toEqual([one.address]);
    await official.close();
    const cluster = await open({ cloudId, caFile: path('good.pem'), apiKey: 'k' });
    await cluster.request(get);
    expect(one.arrivals.at(-1)).toMatchObject({ path: get.path, headers: { authorization: 'ApiKey k' } });
  });

  testTls(
    'another authority, none, and a certificate for another host are told from a server that is down',
    async () => {
      const one = await node(server('good'));
      const elsewhere = await node(server('elsewhere'));
      for (const options of [
        { nodes: [one.address], caFile: path('other.pem') },
        { nodes: [one.address] },
        { nodes: [elsewhere.address], caFile: path('elsewhere.pem') },
      ]) {
        await expect(open({ ...options, apiKey: 'k3y' })).rejects.toMatchObject({
          code: 'bad_config',
          message: expect.stringMatching(/cannot be trusted.*elsewhere|cannot be trusted.*elasticsearch\.ca/),
        });
      }
      // Nothing was sent to a server that is not trusted.
      expect([...one.arrivals, ...elsewhere.arrivals]).toEqual([]);
    },
  );

  test('https to a server without TLS', async () => {
    const one = await node();
    await expect(open({ nodes: [one.address.replace('http', 'https')] })).rejects.toMatchObject({
      code: 'bad_config',
    });
  });

  test.each(['missing.pem', 'nonsense.pem'])('a CA file that is none: %s', async (name) => {
    await expect(open({ nodes: ['https://127.0.0.1:1'], caFile: path(name) })).rejects.toMatchObject({
      code: 'bad_config',
      errors: [{ path: 'elasticsearch.ca' }],
    });
  });
});

describe('the end', () => {
  test('close ends what is under way, and nothing goes out after it', async () => {
    const one = await node();
    const cluster = await open({ nodes: [one.address] });
    one.from('hold');
    const held = one.held();
    const call = cluster.request(get).catch((error: unknown) => error);
    const { socket } = await held;
    const closed = once(socket, 'close');
    await cluster.close();
    await closed;
    // By the close, not by the deadline.
    expect(await call).toMatchObject({ code: 'unavailable' });
    const { length } = one.arrivals;
    await expect(cluster.request(get)).rejects.toMatchObject({ code: 'unavailable' });
    expect(one.arrivals).toHaveLength(length);
  });
});
