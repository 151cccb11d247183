import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadConfig, settings } from '../app/index.js';

interface Service {
  readonly image?: string;
  readonly build?: { readonly target?: string };
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const compose = async () => parse(await readFile('docker-compose.yml', 'utf8')) as Compose;
const dockerfile = () => readFile('Dockerfile', 'utf8');
const known = new Set(settings().map(({ environment }) => environment));

test('the compose file sets what Aisle knows, and its settings load', async () => {
  const { environment = {} } = (await compose()).services['aisle'] ?? {};
  for (const name of Object.keys(environment)) expect(known).toContain(name);
  const texts = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
  const config = loadConfig({ environment: texts });
  expect(config.lexical.engine).toBe('elasticsearch');
  // The port that Elasticsearch publishes, on the loopback.
  const ports = (await compose()).services['elasticsearch']?.ports ?? [];
  expect(ports).toEqual([`127.0.0.1:${new URL(config.elasticsearch.node?.[0] ?? '').port}:9200`]);
});

test('what a service waits for has a health check, and every volume is declared', async () => {
  const { services, volumes } = await compose();
  for (const { depends_on = {}, volumes: mounted = [] } of Object.values(services)) {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      expect(condition).toBe('service_healthy');
      expect(services[name]?.healthcheck).toBeDefined();
    }
    for (const volume of mounted) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('./')) expect(existsSync(source)).toBe(true);
      else expect(Object.keys(volumes)).toContain(source);
    }
  }
});

test('the Dockerfile builds the targets that are named and sets what Aisle knows', async () => {
  const text = await dockerfile();
  const targets = [...text.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name);
  expect(targets).toEqual(expect.arrayContaining(['cpu', 'cuda']));
  expect(targets).toContain((await compose()).services['aisle']?.build?.target);
  for (const [name] of text.matchAll(/AISLE_[A-Z_]+/g)) expect(known).toContain(name);
  for (const [, source] of text.matchAll(/^COPY --from=(\S+) /gm)) {
    expect(targets.includes(source) || source?.startsWith('node:')).toBe(true);
  }
});

test('each image runs unprivileged, keeps data and models in volumes, and asks the right port for its health', async () => {
  const stages = (await dockerfile()).split(/^(?=FROM )/m);
  const { port } = loadConfig({ environment: {} }).server;
  for (const target of ['cpu', 'cuda']) {
    const stage = stages.find((text) => text.split('\n', 1)[0]?.endsWith(` AS ${target}`)) ?? '';
    expect(stage).toMatch(/^USER (node|1000:1000)$/m);
    expect(stage).toMatch(/^VOLUME \["\/data", "\/models"\]$/m);
    expect(stage).toMatch(/^ENV .*AISLE_DATA=\/data AISLE_EMBEDDER_CACHE=\/models/m);
    expect(stage.slice(stage.indexOf('HEALTHCHECK'))).toContain(`http://127.0.0.1:${port}/health/live`);
    expect(stage).toContain('HEALTHCHECK');
  }
});

test('the compose file names the Elasticsearch that the suites run on', async () => {
  const { image } = (await compose()).services['elasticsearch'] ?? {};
  const versions = [
    ...(await readFile('scripts/engines/kinds.mjs', 'utf8')).matchAll(/name: 'Elasticsearch (\S+)'/g),
  ];
  expect(versions.map(([, version]) => `docker.elastic.co/elasticsearch/elasticsearch:${version}`)).toContain(
    image,
  );
});

const docker = spawnSync('docker', ['compose', 'version']).status === 0;
(docker ? test : test.skip)('docker reads the compose file [docker]', () => {
  const { status, stderr } = spawnSync('docker', ['compose', 'config', '--quiet'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
