import { asStorageError, AisleError, type CallOptions, type OnProgress } from '../../base/index.js';
import { introduce } from './demo-shoppers.js';
import { History } from './history.js';
import { judgments } from './judgments.js';
import { Latents } from './latent.js';
import { LineFile } from './line-file.js';
import { checkedOptions, type GeneratorOptions } from './options.js';
import { generateProducts } from './products.js';
import { shopperOf } from './shopper.js';

export interface WriteCatalogOptions extends GeneratorOptions, CallOptions {
  readonly onProgress?: OnProgress | undefined;
}

/** The files that were written; all paths stand beside `catalogue`. */
export interface WrittenCatalog {
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  /** NDJSON of products. */
  readonly catalogue: string;
  /** NDJSON of UBI queries and events in time order. */
  readonly events: string;
  /** Tab-separated: query, product_id, label (E, S, C, I). */
  readonly judgments: string;
  /** JSON: the shoppers and their true tastes. */
  readonly shoppers: string;
  /** NDJSON of searches that are not in the events: shopper, query, target, related. */
  readonly personal: string;
}

/** Products between two reports of progress. */
const REPORT = 1_000;

/**
 * Writes a catalogue of the given size and, beside it, its shoppers, their events, judgments and test
 * searches. The same options give the same bytes. Files appear under their names when all are complete.
 * Memory does not grow with the products. Throws `bad_request` for a wrong option or a missing folder.
 */
export async function writeCatalog(out: string, options: WriteCatalogOptions): Promise<WrittenCatalog> {
  const { products, seed, shoppers } = checkedOptions(options);
  const { onProgress, signal } = options;
  const gz = out.endsWith('.gz') ? '.gz' : '';
  const base = out.replace(/\.gz$/, '').replace(/\.(?:ndjson|jsonl|json)$/, '');
  const catalogue = new LineFile(out);
  const events = new LineFile(`${base}.events.ndjson${gz}`);
  const judged = new LineFile(`${base}.judgments.tsv`);
  const people = new LineFile(`${base}.shoppers.json`);
  const personal = new LineFile(`${base}.personal.ndjson`);
  const files = [catalogue, events, judged, people, personal];

  const latents = new Latents(seed);
  const history = new History(latents, products, shoppers);
  const counted = async (
    file: LineFile,
    unit: string,
    lines: Iterable<string | undefined>,
    total?: number,
  ) => {
    const report = () =>
      onProgress?.({ stage: 'generate', done: file.rows, unit, ...(total === undefined ? {} : { total }) });
    for (const line of lines) {
      if (line !== undefined) await file.line(line);
      else await file.flush();
      if (file.rows % REPORT === 0) {
        report();
        signal?.throwIfAborted();
      }
    }
    await file.end();
    report();
  };

  try {
    await counted(catalogue, 'products', productLines(products, seed), products);
    await counted(events, 'events', eventLines(history));
    await judged.line('query\tproduct_id\tlabel', false);
    await counted(judged, 'judgments', judgmentLines(latents, products));
    await counted(people, 'shoppers', shopperLines(latents, shoppers), shoppers);
    await counted(personal, 'test searches', searchLines(history));
    signal?.throwIfAborted();
    for (const file of files) await file.commit();
  } catch (error) {
    throw explained(error, out);
  } finally {
    await Promise.all(files.map((file) => file.discard()));
  }
  return {
    files: files.map(({ path, rows }) => ({ path, rows })),
    catalogue: catalogue.path,
    events: events.path,
    judgments: judged.path,
    shoppers: people.path,
    personal: personal.path,
  };
}

function* productLines(products: number, seed: number): Generator<string> {
  for (const product of generateProducts({ products, seed })) yield JSON.stringify(product);
}

function* eventLines(history: History): Generator<string> {
  for (const { record } of history.records()) yield JSON.stringify(record);
}

function* judgmentLines(latents: Latents, products: number): Generator<string | undefined> {
  for (const judgment of judgments(latents, products)) {
    if (judgment === undefined) yield undefined;
    else yield `${judgment.query}\t${judgment.product}\t${judgment.label}`;
  }
}

/** One JSON array, a shopper a line. */
function* shopperLines(latents: Latents, shoppers: number): Generator<string> {
  for (let k = 0; k < shoppers; k += 1) {
    const shopper = shopperOf(latents, k);
    const { needs, index: _index, id: _id, name: _name, ...taste } = shopper;
    const entry = { ...introduce(shopper), needs: needs.map((leaf) => leaf.key), taste };
    const end = k === shoppers - 1 ? ']' : ',';
    yield (k === 0 ? '[' : ' ') + JSON.stringify(entry) + end;
  }
}

function* searchLines(history: History): Generator<string> {
  for (const search of history.testSearches()) yield JSON.stringify(search);
}

/** Says what a person can do about it. */
function explained(error: unknown, out: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new AisleError('bad_request', `out: expected a file in a folder that exists, got ${out}`, {
      cause: error,
    });
  if (code === 'EACCES' || code === 'EISDIR' || code === 'EROFS')
    return new AisleError('bad_request', `out: ${out} cannot be written (${code})`, { cause: error });
  return asStorageError(error, out);
}
