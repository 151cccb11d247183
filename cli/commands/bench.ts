import { Option, type Command } from 'commander';
import { AisleError, type OnProgress } from '../../base/index.js';
import {
  MODELS,
  REPORT_HEADER,
  benchEsci,
  benchLatency,
  benchLoad,
  benchPersonal,
  benchSearchPath,
  benchSequences,
  bulkReport,
  embedReport,
  met,
  reindexReport,
  reportRows,
  type BenchReport,
  type Model,
} from '../../bench/index.js';
import { parseJudgments } from '../../evaluation/index.js';
import { configOf, globals } from '../context.js';
import { print, printJson, table } from '../output.js';
import { integer, readJson, readText } from '../parse.js';
import { progressReporter } from '../progress.js';

interface Options {
  products?: string;
  map?: string;
  judgments?: string;
  model?: Model | 'hash' | 'none';
  file?: string;
  attributes?: string;
  template: 'title' | 'full';
  size: number;
  seed: number;
  clients: number;
  seconds: number;
  peers?: boolean;
  work?: string;
}

export function benchCommand(bench: Command): void {
  bench
    .command('esci')
    .description('quality on a judged product file, with either model')
    .addOption(productsOption().makeOptionMandatory())
    .addOption(judgmentsOption().makeOptionMandatory())
    .addOption(mapOption())
    .addOption(new Option('--model <id>', 'one model alone (default: each)').choices(MODELS))
    .addOption(workOption())
    .action(
      run(async (options, common) => {
        const models = MODELS.filter((model) => options.model === undefined || options.model === model);
        return benchEsci({ ...common, ...(await judgedFile(options)), models });
      }),
    );
  bench
    .command('personal')
    .description("what a shopper's history gains on a generated catalogue")
    .addOption(sizeOption('products', 2_000))
    .addOption(seedOption())
    .addOption(modelOption(MODELS))
    .addOption(workOption())
    .action(
      run((options, common) =>
        benchPersonal({ ...common, size: options.size, seed: options.seed, model: trained(options) }),
      ),
    );
  bench
    .command('search')
    .description('time of one search in process, without the embedding of the query')
    .addOption(productsOption('measure on this product file too'))
    .addOption(judgmentsOption('its queries'))
    .addOption(mapOption())
    .addOption(sizeOption('generated products; 0: none', 100_000, 0))
    .addOption(seedOption())
    .addOption(modelOption([...MODELS, 'hash'], 'embedding model; hash: quick to index'))
    .addOption(workOption())
    .action(
      run(async (options, common) =>
        benchSearchPath({
          ...common,
          ...(options.products === undefined ? {} : { judged: await judgedFile(options) }),
          size: options.size,
          seed: options.seed,
          model: options.model === 'hash' ? 'hash' : trained(options),
        }),
      ),
    );
  serviceOptions(bench.command('latency'), [...MODELS])
    .description('time of a personal search over HTTP, beside other hybrid searches over the same vectors')
    .option('--peers', 'install LanceDB and Orama into the work folder with npm, and measure them too')
    .action(
      run(async (options, common) =>
        benchLatency({ ...(await service(options, common)), peers: options.peers === true }),
      ),
    );
  serviceOptions(bench.command('load'), [...MODELS, 'none'])
    .description('a server under load: many clients, four times as many, updates and events meanwhile')
    .addOption(
      new Option('--clients <n>', 'that search at once').argParser(integer('--clients', 1)).default(8),
    )
    .addOption(new Option('--seconds <n>', 'of each part').argParser(integer('--seconds', 1)).default(30))
    .action(
      run(async (options, common) =>
        benchLoad({
          ...(await service(options, common)),
          clients: options.clients,
          seconds: options.seconds,
        }),
      ),
    );
  bench
    .command('sequences')
    .description('what shoppers take next, of purchase sequences: the rules and the mix of the home page')
    .requiredOption('--file <file>', 'a shopper a line: user item item …, oldest first')
    .option('--attributes <file>', 'JSON: item → its attributes; without, nothing is known of an item')
    .action(
      run(({ file = '', attributes }, common) =>
        benchSequences({
          file,
          attributes,
          leastShoppers: common.config.recommend.minShoppers,
          onProgress: common.onProgress,
        }),
      ),
    );
  bench
    .command('embed')
    .description('texts a second, against a bare loop over the same tokens')
    .addOption(productsOption('texts of this file (default: generated ones)'))
    .addOption(mapOption())
    .addOption(sizeOption('texts', 2_000))
    .addOption(seedOption())
    .addOption(templateOption('title'))
    .action(
      run(async ({ products, map, size, seed, template }, common) =>
        embedReport({ ...common, products, map: await readMap(map), size, seed, template }),
      ),
    );
  bench
    .command('reindex')
    .description('products a second and memory of a whole reindex')
    .addOption(sizeOption('products', 20_000))
    .addOption(templateOption('full'))
    .addOption(modelOption([...MODELS, 'none'], 'embedding model; none: without embedding'))
    .action(
      run(({ size, template, model }, common) =>
        reindexReport({ ...common, size, template, embedder: model === 'none' ? 'none' : 'model' }),
      ),
    );
  bench
    .command('bulk')
    .description('products a second into the configured search cluster, against a bare bulk loop')
    .addOption(sizeOption('products', 20_000))
    .action(run(({ size }, common) => bulkReport({ ...common, size })));
}

const serviceOptions = (command: Command, models: readonly string[]) =>
  command
    .addOption(productsOption('measure on this product file too'))
    .addOption(judgmentsOption('its queries'))
    .addOption(mapOption())
    .addOption(sizeOption('generated products; 0: none', 100_000, 0))
    .addOption(seedOption())
    .addOption(modelOption(models))
    .addOption(workOption());

const service = async (options: Options, common: Common) => ({
  ...common,
  ...(options.products === undefined ? {} : { judged: await judgedFile(options) }),
  size: options.size,
  seed: options.seed,
  model: options.model === 'none' ? ('none' as const) : trained(options),
});

const productsOption = (about = 'judged product file') => new Option('--products <file>', about);
const judgmentsOption = (about = 'TSV with the header query, product_id, label') =>
  new Option('--judgments <file>', about);
const mapOption = () => new Option('--map <map>', 'JSON file: product field → source field');
const seedOption = () =>
  new Option('--seed <n>', 'of the generated catalogue').argParser(integer('--seed')).default(1);
const sizeOption = (about: string, size: number, least = 1) =>
  new Option('--size <n>', about).argParser(integer('--size', least)).default(size);
const modelOption = (models: readonly string[], about = 'embedding model') =>
  new Option('--model <id>', about).choices(models).default(MODELS[0]);
const templateOption = (usual: 'title' | 'full') =>
  new Option('--template <name>', 'which text of a product is embedded')
    .choices(['title', 'full'])
    .default(usual);
const workOption = () =>
  new Option(
    '--work <dir>',
    'folder that is kept, so that the next run need not embed again (default: a temporary one)',
  );

interface Common {
  readonly config: ReturnType<typeof configOf>;
  readonly work: string | undefined;
  readonly onProgress: OnProgress;
}

/** Runs a bench and prints its report: one table, or the same as JSON. */
function run(bench: (options: Options, common: Common) => Promise<BenchReport>) {
  return async (options: Options, command: Command): Promise<void> => {
    const json = globals(command).json === true;
    const progress = progressReporter(json);
    const common = {
      config: configOf(command, {
        'log.level': 'error',
        'embedder.model': MODELS.find((known) => known === options.model),
      }),
      work: options.work,
      onProgress: progress.onProgress,
    };
    const report = await bench(options, common).finally(progress.stop);
    if (json) {
      printJson({
        ...report,
        figures: report.figures.map((figure) => ({ ...figure, met: met(figure) })),
      });
      return;
    }
    print(table(REPORT_HEADER, reportRows(report.figures)));
    for (const note of report.notes) print(`\n${note}`);
  };
}

const trained = ({ model }: Options): Model => MODELS.find((known) => known === model) ?? MODELS[0];

async function judgedFile({ products, map, judgments }: Options) {
  if (products === undefined || judgments === undefined) {
    throw new AisleError('bad_request', 'expected --products FILE and --judgments FILE together');
  }
  return {
    products,
    map: await readMap(map),
    judgments: parseJudgments(await readText('--judgments', judgments)),
  };
}

async function readMap(file: string | undefined): Promise<unknown> {
  return file === undefined ? undefined : readJson('--map', file);
}
