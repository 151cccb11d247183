import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES } from '../../app/index.js';
import { listen, type RunningServer } from '../../server/index.js';
import { openShop, type Shop } from '../fixtures/shop.js';

/** `pip install schemathesis` puts it there; `AISLE_TEST_SCHEMATHESIS` names it elsewhere. */
const COMMAND = process.env['AISLE_TEST_SCHEMATHESIS'] ?? 'schemathesis';
const found = spawnSync(COMMAND, ['--version']).status === 0;

/** What a schema cannot say (a facet that no field has) is refused with 400: not every valid body is accepted. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'missing_required_header',
  'unsupported_method',
  'allow_header_conformance',
  'ignored_auth',
];

const kinds = ['Steel mug', 'Garden lamp', 'Trail tent', 'Red shoe'];
const products = Array.from({ length: 200 }, (_, i) => ({
  id: `p${i}`,
  title: `${kinds[i % kinds.length] ?? ''} ${i}`,
  brand: i % 2 === 0 ? 'Oakline' : 'Brightwell',
  category: ['Outdoor', i % 3 === 0 ? 'Camping' : 'Garden'],
  price: i + 1,
  currency: 'USD',
  rating: (i % 50) / 10,
  attributes: { material: 'steel' },
}));

// Cases are generated from /openapi.json: valid ones, and such as break it in every way it can be broken.
const title = found
  ? 'two thousand generated requests'
  : 'two thousand generated requests [python]: schemathesis is not installed';
(found ? describe : describe.skip)(title, () => {
  let shop: Shop;
  let server: RunningServer;
  let folder: string;
  beforeAll(async () => {
    const settings = { 'server.port': 0, 'server.requestsPerKey': 0, 'server.requestsPerAddress': 0 };
    shop = await openShop(products, { settings });
    server = await listen(shop.aisle);
    folder = await mkdtemp(join(tmpdir(), 'aisle-cases-'));
  });
  afterAll(async () => {
    await server.close();
    await shop.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('no answer is a failure of ours, and every one is as described', async () => {
    const { text } = shop.aisle.keys.create({ roles: ROLES });
    const args = ['run', `${server.url}/openapi.json`, '-H', `Authorization: Bearer ${text}`];
    args.push('--checks', CHECKS.join(','), '--phases', 'examples,coverage,fuzzing');
    args.push('--max-examples', '25', '--seed', '7', '--no-color', '--warnings', 'off');
    const { code, out } = await run(args, folder);
    const failures = /= FAILURES =[^]*/.exec(out)?.[0] ?? out;
    expect([code, code === 0 ? '' : failures]).toEqual([0, '']);
    expect(Number(/(\d+) generated/.exec(out)?.[1])).toBeGreaterThanOrEqual(2_000);
  }, 600_000);
});

function run(args: readonly string[], cwd: string): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(COMMAND, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out }));
  });
}
