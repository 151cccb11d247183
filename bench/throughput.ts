import { benchEmbed, type EmbedRate } from './embed.js';
import { benchReindex } from './reindex.js';
import { atLeast, atMost, type BenchReport, type Figure } from './report.js';
import { productTexts, type TextsOptions } from './texts.js';
import { withWorkspace, type BenchOptions } from './workspace.js';

/** Texts a second of the embedder, against a bare loop over the same tokens and threads. */
export async function embedReport({ config, ...options }: BenchOptions & TextsOptions): Promise<BenchReport> {
  const texts = await productTexts(options);
  const { cache, threads } = config.embedder;
  const rates = await benchEmbed({ texts, modelCache: cache, threads });
  const subject = `${texts.length.toLocaleString('en-US')} texts (${options.template})`;
  const share = (figure: string, of: string, to: string, least: number): Figure => ({
    subject,
    figure,
    value: rateOf(rates, of) / rateOf(rates, to),
    target: atLeast(least),
  });
  return {
    bench: 'embed',
    figures: [
      ...rates.map(({ name, textsPerSecond }) => ({
        subject,
        figure: name,
        value: textsPerSecond,
        unit: 'texts/s',
      })),
      share('int8, share of the bare loop', 'int8, embedder', 'int8, bare loop', 0.9),
      share('fp32, share of the bare loop', 'fp32, embedder', 'fp32, bare loop', 0.9),
      share('int8 to fp32', 'int8, embedder', 'fp32, embedder', 1.6),
    ],
    notes: ['int8 to fp32: the target is for a CPU with VNNI'],
  };
}

function rateOf(rates: readonly EmbedRate[], wanted: string): number {
  return rates.find(({ name }) => name === wanted)?.textsPerSecond ?? NaN;
}

/** What a reindex should reach. */
const REINDEX_TARGETS: Readonly<Record<string, Figure['target']>> = {
  'price-only time of the first one': atMost(10),
  'whole reindex, rate of the embedding alone': atLeast(85),
};
/** Without an embedder, whose model alone takes a share of it. Megabytes. */
const MEMORY_TARGET = atMost(1_024);

/** Rate and memory of a whole reindex. The folder is always a new one: a known vector would not be embedded. */
export async function reindexReport({
  config,
  size,
  template,
  embedder,
  onProgress,
}: BenchOptions &
  Pick<TextsOptions, 'size' | 'template'> & { readonly embedder: 'model' | 'none' }): Promise<BenchReport> {
  const results = await withWorkspace(undefined, (folder) =>
    benchReindex({
      config,
      products: size,
      embedder,
      folder,
      template,
      ...(onProgress === undefined ? {} : { onProgress }),
    }),
  );
  const subject = `${size.toLocaleString('en-US')} products (${template})`;
  return {
    bench: 'reindex',
    figures: results.map(({ name, value, unit }) => {
      const target = name === 'peak memory' && embedder === 'none' ? MEMORY_TARGET : REINDEX_TARGETS[name];
      return { subject, figure: name, value, unit, ...(target === undefined ? {} : { target }) };
    }),
    notes: [`vectors by ${embedder === 'none' ? 'no model' : config.embedder.model}; generated products`],
  };
}
