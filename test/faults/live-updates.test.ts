import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadConfig, openAisle } from '../../app/index.js';
import { silentLogger } from '../../base/index.js';
import type { Product } from '../../catalog/index.js';
import { seededRandom } from '../../evaluation/index.js';
import { runReindex, someProducts, writeCatalogue } from '../fixtures/reindex-job.js';
import { serveChild, type ServingChild } from '../fixtures/serving-child.js';
import { PATIENT, publish } from '../fixtures/shop.js';
import { smallDisk } from '../fixtures/small-disk.js';

const KILLS = 30;
const WRITERS = ['a', 'b', 'c', 'd'];

let folder: string;
let dataDir: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-live-kill-'));
  dataDir = join(folder, 'data');
  const file = join(folder, 'catalogue.ndjson');
  await writeCatalogue(file, someProducts(60));
  await runReindex(dataDir, file, {}, false);
});
afterAll(() => rm(folder, { recursive: true }));

/** Undefined: there is no such product. */
type State = Pick<Product, 'title' | 'price'> | undefined;

interface Update {
  readonly method: 'PUT' | 'PATCH' | 'DELETE';
  readonly id: string;
  readonly body?: object;
  readonly after: State;
}

/** The next update of one writer: its products are its own, so that it knows what each must be. */
function nextUpdate(
  writer: string,
  n: number,
  states: ReadonlyMap<string, State>,
  random: () => number,
): Update {
  const id = `${writer}${Math.floor(random() * 6)}`;
  const now = states.get(id);
  const kind = random();
  if (now === undefined || kind < 0.3) {
    const after = { title: `${writer} writes number ${n}`, price: n % 97 };
    return { method: 'PUT', id, body: { id, currency: 'EUR', ...after }, after };
  }
  if (kind < 0.8) return { method: 'PATCH', id, body: { id, price: n }, after: { ...now, price: n } };
  return { method: 'DELETE', id, after: undefined };
}

async function send(url: string, { method, id, body }: Update): Promise<boolean> {
  const path = method === 'DELETE' ? `/v1/products/${id}` : '/v1/products';
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  try {
    const answer = await fetch(`${url}${path}`, { method, ...init });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${id}: ${answer.status} ${said}`);
    return true;
  } catch (error) {
    if ((error as Error).message.startsWith(method)) throw error;
    return false;
  }
}

async function stateOf(url: string, id: string): Promise<State> {
  const answer = await fetch(`${url}/v1/products/${id}`);
  if (answer.status === 404) return undefined;
  const { title, price } = (await answer.json()) as Product;
  return { title, ...(price === undefined ? {} : { price }) };
}

/** Updates until the server is gone; answers what was sent and not acknowledged. */
async function write(
  server: ServingChild,
  writer: string,
  states: Map<string, State>,
  random: () => number,
  acknowledged: () => void,
): Promise<Update | undefined> {
  for (let n = Math.floor(random() * 1e6); ; n += 1) {
    const update = nextUpdate(writer, n, states, random);
    if (!(await send(server.url, update))) return update;
    states.set(update.id, update.after);
    acknowledged();
  }
}

test(`killed at ${KILLS} instants while products are being changed: nothing acknowledged is lost`, async () => {
  const random = seededRandom(17);
  const states = new Map<string, State>();
  let inFlight: readonly (Update | undefined)[] = [];
  for (let kill = 0; kill <= KILLS; kill += 1) {
    const server = await serveChild(dataDir);
    for (const [id, expected] of states) {
      const found = await stateOf(server.url, id);
      const update = inFlight.find((each) => each?.id === id);
      // An answer that was cut off says nothing: both are right, and the next update builds on what there is.
      const allowed = update === undefined ? [expected] : [expected, update.after];
      expect(allowed).toContainEqual(found);
      states.set(id, found);
    }
    let left = kill === KILLS ? 0 : 1 + Math.floor(random() * 60);
    if (left === 0) server.kill();
    const acknowledged = () => (left -= 1) === 0 && server.kill();
    inFlight = await Promise.all(
      WRITERS.map((writer) => write(server, writer, states, random, acknowledged)),
    );
    for (const update of inFlight)
      if (update !== undefined && !states.has(update.id)) states.set(update.id, undefined);
    await server.ended;
  }
  expect(states.size).toBeGreaterThan(15);
}, 300_000);

test('a second server on one data folder is refused and hears who holds it; a killed one is none', async () => {
  const first = await serveChild(dataDir);
  const refused = serveChild(dataDir);
  await expect(refused).rejects.toThrow(first.url);
  await expect(refused).rejects.toThrow(/ended with 1: aisle: .* is served by the process \d+/);
  first.kill();
  await first.ended;
  const second = await serveChild(dataDir);
  second.kill();
  await second.ended;
});

const onSmallDisk = smallDisk(6 * 1_048_576);

onSmallDisk('a full disk refuses an update by its name and loses none that was accepted', async (disk) => {
  const config = loadConfig({
    environment: {},
    overrides: { data: join(disk, 'data'), 'embedder.model': 'none', ...PATIENT },
  });
  const open = () => openAisle(config, { log: silentLogger });
  // What somebody removes when the disk is full.
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, Buffer.alloc(524_288, 1));
  let aisle = await open();
  await publish(aisle, folder, someProducts(10));
  const accepted: string[] = [];
  let refused: unknown;
  for (let i = 0; refused === undefined && i < 2_000; i += 1) {
    const product = { id: `big${i}`, title: 'Big', description: `${i} `.repeat(4_000) };
    await aisle.updates.put([product]).then(
      () => accepted.push(product.id),
      (error: unknown) => (refused = error),
    );
  }
  expect(refused).toMatchObject({ code: 'storage_full' });
  expect(accepted.length).toBeGreaterThan(20);
  // What was refused is no product, for a patch neither.
  const late = `big${accepted.length}`;
  expect(await aisle.product(late)).toBeUndefined();
  const patch = await aisle.updates.patch([{ id: late, price: 1 }]);
  expect(patch.items).toMatchObject([{ status: 'rejected', code: 'not_found' }]);
  await aisle.close();
  await rm(ballast);
  aisle = await open();
  for (const id of accepted) expect((await aisle.product(id))?.title).toBe('Big');
  expect(await aisle.product(late)).toBeUndefined();
  await aisle.close();
});
