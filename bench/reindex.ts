import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openAisle, type Aisle, type Config } from '../app/index.js';
import { silentLogger, type OnProgress } from '../base/index.js';
import type { Product } from '../catalog/index.js';
import { generateProducts } from '../catalog/generator/index.js';
import { createEmbedder, findModel, passageText, type Template } from '../engines/embedder/index.js';

export interface ReindexFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const SEED = 1;
const MEMORY_INTERVAL = 100;
const MEGABYTE = 1_048_576;
/** Texts in one call when the embedder runs alone, and calls under way: as many as a reindex has. */
const BATCH = 256;
const IN_FLIGHT = 3;

/** Rate and memory of a whole reindex of generated products, of one that changes prices alone, and of the embedding alone. */
export async function benchReindex(options: {
  readonly config: Config;
  readonly products: number;
  readonly embedder: 'model' | 'none';
  readonly folder: string;
  readonly template: Template;
  readonly onProgress?: OnProgress;
}): Promise<ReindexFigure[]> {
  const { products, folder, template } = options;
  await mkdir(folder, { recursive: true });
  const model = options.embedder === 'none' ? 'none' : options.config.embedder.model;
  const config: Config = {
    ...options.config,
    data: join(folder, 'data'),
    embedder: { ...options.config.embedder, model, template },
  };
  const first = join(folder, 'first.ndjson');
  const repriced = join(folder, 'repriced.ndjson');
  await writeProducts(first, products, (product) => product);
  await writeProducts(repriced, products, (product) => ({ ...product, price: (product.price ?? 0) + 1 }));

  const figures: ReindexFigure[] = [];
  const aisle = await openAisle(config, { log: silentLogger });
  try {
    const whole = await timed(aisle, first, options.onProgress);
    figures.push(
      { name: 'whole reindex', value: products / whole.seconds, unit: 'products/s' },
      { name: 'peak memory', value: whole.peak / MEGABYTE, unit: 'MB' },
      {
        name: 'memory slope, second half of the build',
        value: whole.slope / MEGABYTE,
        unit: 'MB/100,000 products',
      },
    );
    const prices = await timed(aisle, repriced, options.onProgress);
    figures.push({ name: 'price-only reindex', value: products / prices.seconds, unit: 'products/s' });
    if (config.embedder.model !== 'none') {
      const alone = await embeddingAlone(config, products);
      figures.push(
        // Without a model nothing is saved: both runs do the same.
        {
          name: 'price-only time of the first one',
          value: (100 * prices.seconds) / whole.seconds,
          unit: '%',
        },
        { name: 'embedding alone', value: products / alone, unit: 'products/s' },
        {
          name: 'whole reindex, rate of the embedding alone',
          value: (100 * alone) / whole.seconds,
          unit: '%',
        },
      );
    }
  } finally {
    await aisle.close();
  }
  return figures;
}

async function writeProducts(
  file: string,
  products: number,
  change: (product: Product) => Product,
): Promise<void> {
  await pipeline(function* lines() {
    for (const product of generateProducts({ products, seed: SEED })) {
      yield `${JSON.stringify(change(product))}\n`;
    }
  }, createWriteStream(file));
}

/** One reindex with the memory of the process watched: its peak, and how it grew over the second half of the build. */
async function timed(
  aisle: Aisle,
  file: string,
  onProgress: OnProgress | undefined,
): Promise<{ seconds: number; peak: number; slope: number }> {
  const samples: number[] = [];
  /** Samples taken when the build was done: what follows opens the finished index for the searches. */
  let built = 0;
  const watch = setInterval(() => samples.push(process.memoryUsage.rss()), MEMORY_INTERVAL);
  const start = performance.now();
  try {
    const report = await aisle.reindex({
      file,
      publish: true,
      fresh: true,
      force: true,
      onProgress: (progress) => {
        if (progress.stage === 'verify' && progress.done === 0) built = samples.length;
        onProgress?.(progress);
      },
    });
    const seconds = (performance.now() - start) / 1_000;
    const building = samples.slice(0, built);
    const middle = building[Math.floor(built / 2)] ?? 0;
    const slope = (((building.at(-1) ?? 0) - middle) / (report.products / 2)) * 100_000;
    return { seconds, peak: Math.max(...samples, process.memoryUsage.rss()), slope };
  } finally {
    clearInterval(watch);
  }
}

/** Seconds for the same texts through the same embedder with nothing around it. */
async function embeddingAlone({ embedder: settings }: Config, products: number): Promise<number> {
  const { model, precision, device, threads, cache, template } = settings;
  const embedder = await createEmbedder({
    record: findModel(model),
    precision,
    device,
    threads,
    cacheDir: cache,
    log: silentLogger,
  });
  try {
    const start = performance.now();
    const running = new Set<Promise<unknown>>();
    let texts: string[] = [];
    const send = async () => {
      const call = embedder.embedPassages(texts).finally(() => running.delete(call));
      running.add(call);
      texts = [];
      if (running.size >= IN_FLIGHT) await Promise.race(running);
    };
    for (const product of generateProducts({ products, seed: SEED })) {
      texts.push(passageText(product, template));
      if (texts.length === BATCH) await send();
    }
    if (texts.length > 0) await send();
    await Promise.all(running);
    return (performance.now() - start) / 1_000;
  } finally {
    await embedder.close();
  }
}
