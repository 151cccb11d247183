import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { claimFolder } from './claim-folder.js';
import { loadConfig } from './load-config.js';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'aisle-claim-'));
});
afterEach(() => rm(data, { recursive: true }));

const configOf = (engine: string) =>
  loadConfig({
    environment: {},
    overrides: { data, 'lexical.engine': engine, 'elasticsearch.node': 'http://127.0.0.1:9' },
  });

test('a second server of an installation on this machine is refused, and told who holds the folder', () => {
  const config = configOf('embedded');
  const claim = claimFolder(config);
  claim.tell('http://127.0.0.1:7700');
  expect(() => claimFolder(config)).toThrow(`the process ${process.pid} at http://127.0.0.1:7700`);
  claim.release();
  claimFolder(config).release();
});

test('over a search cluster it is taken, without the jobs of the folder', () => {
  const config = configOf('elasticsearch');
  const first = claimFolder(config);
  const second = claimFolder(config);
  first.tell('http://127.0.0.1:7700');
  expect([first.jobsOf, second.jobsOf?.()]).toEqual([
    undefined,
    `the process ${process.pid} at http://127.0.0.1:7700`,
  ]);
  second.tell('http://127.0.0.1:7701');
  second.release();
  expect(claimFolder(config).jobsOf?.()).toContain('7700');
  first.release();
  const next = claimFolder(config);
  expect(next.jobsOf).toBeUndefined();
  next.release();
});
