import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { listen, type RunningServer } from '../server/index.js';
import { OUTDOOR } from './fixtures/outdoor-shop.js';
import { openShop, publish, type Shop } from './fixtures/shop.js';

const DASHBOARD = 'monitoring/grafana/dashboards/aisle.json';

interface Panel {
  readonly id: number;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string }[];
}

const panels = async () =>
  (JSON.parse(await readFile(DASHBOARD, 'utf8')) as { panels: readonly Panel[] }).panels;
const rules = async () =>
  (
    parse(await readFile('monitoring/alerts.yml', 'utf8')) as {
      groups: { rules: { alert: string; expr: string }[] }[];
    }
  ).groups.flatMap((group) => group.rules);

describe('metrics', () => {
  let shop: Shop;
  let server: RunningServer;
  let canary: string;
  const post = async (path: string, body: unknown, method = 'POST') => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const scrape = async () => (await fetch(`${server.url}/metrics`)).text();
  /** The value of a series by its name and some of its labels; undefined where there is none. */
  const valueOf = (text: string, name: string, labels: Readonly<Record<string, string>> = {}) => {
    const line = text
      .split('\n')
      .find(
        (each) =>
          (each.startsWith(`${name} `) || each.startsWith(`${name}{`)) &&
          Object.entries(labels).every(([label, value]) => each.includes(`${label}="${value}"`)),
      );
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
  };

  beforeAll(async () => {
    shop = await openShop(OUTDOOR, { settings: { 'server.port': 0 } });
    server = await listen(shop.aisle);
    canary = (
      await shop.aisle.reindex({
        file: await written(shop),
        publish: false,
        fresh: true,
        force: true,
      })
    ).generation;
    await shop.aisle.generations.canary(canary, { share: 1, force: true });
    await post('/v1/search', { query: 'tent', userId: 'ann' });
    await shop.aisle.generations.stopCanary();
    await post('/v1/search', { query: 'ridge tent', userId: 'ann' });
    await post('/v1/search', { query: 'zyzzyva', legs: ['lexical'] });
    await post('/v1/search', { query: 'tent', colour: 'red' });
    await fetch(`${server.url}/nothing/here`);
    const event = { action_name: 'click', client_id: 'c-77', object_id: 'tent-1', event_id: 'e1' };
    const view = { ...event, timestamp: new Date().toISOString() };
    await post('/v1/events', [view, view, { action_name: 'click' }]);
    await post('/v1/products?wait=visible', { id: 'stove-9', title: 'Gas stove' }, 'PUT');
  });
  afterAll(async () => {
    await server.close();
    await shop.close();
  });

  async function written({ aisle, folder }: Shop): Promise<string> {
    await publish(aisle, folder, OUTDOOR);
    return `${folder}/catalogue.ndjson`;
  }

  test('say what was asked, by route, and how searches went, by side', async () => {
    const text = await scrape();
    const route = { route: '/v1/search', method: 'POST' };
    const requests = 'aisle_http_request_duration_seconds_count';
    expect(valueOf(text, requests, { ...route, status: '2xx' })).toBe(3);
    expect(valueOf(text, requests, { ...route, status: '4xx' })).toBe(1);
    expect(valueOf(text, requests, { route: 'other', status: '4xx' })).toBe(1);
    const searches = 'aisle_search_requests_total';
    expect(valueOf(text, searches, { side: 'live', outcome: 'whole' })).toBe(2);
    expect(valueOf(text, searches, { side: 'canary', outcome: 'whole' })).toBe(1);
    expect(valueOf(text, searches, { side: 'canary', outcome: 'failed' })).toBe(0);
    expect(valueOf(text, 'aisle_search_empty_total', { side: 'live' })).toBe(1);
    expect(valueOf(text, 'aisle_search_stage_duration_seconds_count', { stage: 'members' })).toBe(3);
    expect(valueOf(text, 'aisle_embedder_query_duration_seconds_count')).toBeGreaterThan(0);
    expect(valueOf(text, 'aisle_embedder_queries_waiting')).toBe(0);
  });

  test('say where the vectors of queries came from', async () => {
    const count = async (source: string) =>
      valueOf(await scrape(), 'aisle_embedder_query_vectors_total', { source });
    const [embedded, known] = [await count('embedded'), await count('known')];
    await shop.search({ query: 'a pot for two' });
    await shop.search({ query: ' a  pot for two', userId: 'ann' });
    expect([await count('embedded'), await count('known'), await count('joined')]).toEqual([
      (embedded ?? 0) + 1,
      (known ?? 0) + 1,
      0,
    ]);
  });

  test('say what was written, and that searches see it', async () => {
    const text = await scrape();
    const events = (status: string) => valueOf(text, 'aisle_events_total', { status });
    expect([events('accepted'), events('duplicate'), events('rejected')]).toEqual([1, 1, 1]);
    expect(valueOf(text, 'aisle_state_commit_duration_seconds_count')).toBeGreaterThan(0);
    expect(valueOf(text, 'aisle_state_commit_failures_total')).toBe(0);
    expect(valueOf(text, 'aisle_live_updates_accepted_seq')).toBeGreaterThan(0);
    expect(valueOf(text, 'aisle_live_updates_applied_seq')).toBe(
      valueOf(text, 'aisle_live_updates_accepted_seq'),
    );
    expect(valueOf(text, 'aisle_live_updates_lag_seconds')).toBe(0);
    expect(valueOf(text, 'aisle_live_updates_layers')).toBe(1);
    expect(valueOf(text, 'aisle_generation_products')).toBe(OUTDOOR.length + 1);
    expect(valueOf(text, 'aisle_data_free_bytes')).toBeGreaterThan(0);
    expect(valueOf(text, 'aisle_reindex_jobs', { state: 'running' })).toBe(0);
  });

  test('a generation is named by what it is now, and only it', async () => {
    const { generation } = await shop.search({ query: 'tent' });
    const named = (await scrape()).split('\n').filter((line) => line.startsWith('aisle_generation_info{'));
    expect(named).toEqual([`aisle_generation_info{side="live",generation="${generation}"} 1`]);
    expect(generation).not.toBe(canary);
  });

  test('no label holds what a shopper or a client sent', async () => {
    await fetch(`${server.url}/v1/search?q=tent`, { method: 'PROPFIND' });
    const text = await scrape();
    for (const sent of ['zyzzyva', 'ridge', 'ann', 'c-77', 'tent-1', 'stove-9', 'nothing', 'PROPFIND']) {
      expect(text.split('\n').filter((line) => line.includes(`"${sent}"`))).toEqual([]);
    }
  });

  test('what was shed and what came too often is counted', async () => {
    const limits = { 'server.requestsPerKey': 1, 'server.concurrency': 1, 'server.queue': 1 };
    const other = await openShop(OUTDOOR, { settings: { 'server.port': 0, ...limits } });
    let open = () => undefined as unknown;
    const gate = new Promise((resolve) => (open = () => resolve(undefined)));
    const held = async (...request: Parameters<typeof other.aisle.search>) => {
      await gate;
      return other.aisle.search(...request);
    };
    const running = await listen({ ...other.aisle, search: held });
    try {
      const keyOf = (role: 'search' | 'ops') => ({
        Authorization: `Bearer ${other.aisle.keys.create({ roles: [role] }).text}`,
      });
      const ask = (headers = keyOf('search')) => fetch(`${running.url}/v1/search?q=tent`, { headers });
      const numbers = async () => (await fetch(`${running.url}/metrics`, { headers: keyOf('ops') })).text();
      const until = async (name: string) => {
        while (valueOf(await numbers(), name) !== 1) await new Promise(setImmediate);
      };
      const first = keyOf('search');
      const inside = ask(first);
      await until('aisle_http_requests_admitted');
      const waiting = ask();
      await until('aisle_http_requests_waiting');
      expect((await ask()).status).toBe(503);
      open();
      expect([(await inside).status, (await waiting).status]).toEqual([200, 200]);
      expect((await ask(first)).status).toBe(429);
      const text = await numbers();
      expect(valueOf(text, 'aisle_http_requests_shed_total', { priority: 'search' })).toBe(1);
      expect(valueOf(text, 'aisle_http_requests_rate_limited_total', { by: 'key' })).toBe(1);
      const refused = await fetch(`${running.url}/metrics`, { headers: keyOf('search') });
      expect(refused.status).toBe(403);
    } finally {
      open();
      await running.close();
      await other.close();
    }
  });

  test('every number of the dashboard and of the alerts is told', async () => {
    const told = new Set<string>();
    for (const [, name = '', type] of (await scrape()).matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
      const parts = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      for (const part of parts) told.add(`${name}${part}`);
    }
    const expressions = [
      ...(await rules()).map(({ expr }) => expr),
      ...(await panels()).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ];
    const wanted = expressions.flatMap((expr) => expr.match(/\b(?:aisle|nodejs|process)_\w+/g) ?? []);
    expect(wanted.length).toBeGreaterThan(40);
    expect([...new Set(wanted)].filter((name) => !told.has(name))).toEqual([]);
  });

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  const withPromtool = (name: string, work: () => Promise<void>) =>
    promtool ? test(name, work) : test.skip(`${name} [promtool is not installed]`, () => undefined);
  const run = (args: readonly string[], input = '') => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8', input });
    return { status, said: status === 0 ? '' : `${stdout}${stderr}` };
  };

  withPromtool('Prometheus takes the configuration, and each trouble sets off its alert', async () => {
    expect(run(['check', 'config', 'monitoring/prometheus.yml'])).toEqual({ status: 0, said: '' });
    expect(run(['test', 'rules', 'monitoring/alerts.test.yml'])).toEqual({ status: 0, said: '' });
    const tests = await readFile('monitoring/alerts.test.yml', 'utf8');
    for (const { alert } of await rules())
      expect(tests).toContain(`alertname="${alert}", alertstate="firing"`);
  });

  withPromtool('names and types are as Prometheus wants them', async () => {
    const ours = (await scrape()).split('\n').filter((line) => /^(# \w+ )?aisle_/.test(line));
    expect(run(['check', 'metrics'], `${ours.join('\n')}\n`)).toEqual({ status: 0, said: '' });
  });
});

test('the panels ask the data source that is provisioned, each by an id of its own', async () => {
  const file = await readFile('monitoring/grafana/provisioning/datasources/prometheus.yml', 'utf8');
  const { datasources } = parse(file) as { datasources: { uid: string }[] };
  const all = await panels();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const asked = new Set(all.flatMap(({ datasource }) => datasource?.uid ?? []));
  expect([...asked]).toEqual(datasources.map(({ uid }) => uid));
});
