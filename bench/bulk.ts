import { clusterProducts, connect, type Config } from '../app/index.js';
import { silentLogger, systemClock } from '../base/index.js';
import type { Product } from '../catalog/index.js';
import { generateProducts } from '../catalog/generator/index.js';
import type { Cluster, ClusterCall } from '../engines/cluster/index.js';
import { atLeast, type BenchReport } from './report.js';
import type { BenchOptions } from './workspace.js';

const SEED = 1;
const ROUNDS = 3;
/** Products handed over at a time, as a reindex does. */
const BATCH = 500;
/** Requests of the bare loop that are under way at once: as many as the index writer has. */
const IN_FLIGHT = 2;

/** Products a second into a search cluster: the index writer, against a bare loop that sends what it sent. */
export async function bulkReport({
  config,
  size,
}: BenchOptions & { readonly size: number }): Promise<BenchReport> {
  const cluster = await connect(config, { log: silentLogger, clock: systemClock });
  try {
    const products = inIdOrder([...generateProducts({ products: size, seed: SEED })]);
    const calls: ClusterCall[] = [];
    // The first round warms the server up and says what the bare loop has to send.
    await viaWriter(recording(cluster, calls), config, products);
    const own: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await viaLoop(cluster, config, calls));
      own.push(await viaWriter(cluster, config, products));
    }
    const subject = `${size.toLocaleString('en-US')} products, ${cluster.capabilities.flavour} ${cluster.capabilities.version}`;
    const rate = (name: string, seconds: readonly number[]) => ({
      subject,
      figure: name,
      value: size / median(seconds),
      unit: 'products/s',
    });
    return {
      bench: 'bulk',
      figures: [
        rate('index writer', own),
        rate('bare bulk loop', bare),
        {
          subject,
          figure: 'share of the bare loop',
          value: median(bare) / median(own),
          target: atLeast(0.9),
        },
      ],
      notes: [
        `the same documents, mapping and refresh; medians of ${ROUNDS} rounds, in turn; the writer also makes the documents`,
      ],
    };
  } finally {
    await cluster.close();
  }
}

/** Seconds from the first product to a complete index. */
async function viaWriter(cluster: Cluster, config: Config, products: readonly Product[]): Promise<number> {
  const indices = clusterProducts(cluster, config.elasticsearch);
  const place = { folder: '', name: 'bench' };
  await indices.remove(place);
  const start = performance.now();
  const writer = await indices.openWriter(place);
  for (let at = 0; at < products.length; at += BATCH) await writer.append(products.slice(at, at + BATCH));
  await writer.finish();
  const seconds = (performance.now() - start) / 1_000;
  await indices.remove(place);
  return seconds;
}

/** The same calls, without anything around them. */
async function viaLoop(cluster: Cluster, config: Config, calls: readonly ClusterCall[]): Promise<number> {
  const start = performance.now();
  const running = new Set<Promise<unknown>>();
  for (const call of calls) {
    const sent = cluster.request(call).finally(() => running.delete(sent));
    running.add(sent);
    if (call.lines === undefined || running.size >= IN_FLIGHT) {
      await (call.lines === undefined ? Promise.all(running) : Promise.race(running));
    }
  }
  const seconds = (performance.now() - start) / 1_000;
  await clusterProducts(cluster, config.elasticsearch).remove({ folder: '', name: 'bench' });
  return seconds;
}

/** Notes what changes something in the cluster; refreshes too. */
function recording(cluster: Cluster, calls: ClusterCall[]): Cluster {
  let removed = false;
  return {
    capabilities: cluster.capabilities,
    request: <T>(call: ClusterCall) => {
      if (call.method === 'DELETE' && !call.path.includes('_alias')) removed = calls.length > 0;
      else if (!removed && call.method !== 'GET') calls.push(call);
      return cluster.request<T>(call);
    },
    close: () => cluster.close(),
  };
}

function inIdOrder(products: Product[]): Product[] {
  return products.sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
