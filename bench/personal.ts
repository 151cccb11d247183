import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Aisle } from '../app/index.js';
import { writeCatalog } from '../catalog/generator/index.js';
import { compare, mean } from '../evaluation/index.js';
import type { SearchAnswer } from '../search/index.js';
import { ask } from './ask.js';
import type { Model } from './esci.js';
import { atLeast, type BenchReport, type Figure } from './report.js';
import { withInstallation, withWorkspace, type BenchOptions } from './workspace.js';

export interface PersonalOptions extends BenchOptions {
  /** Size of the generated catalogue. */
  readonly size: number;
  readonly seed: number;
  readonly model: Model;
}

/** A search kept out of the shopper's events, with the product they would buy there. */
export interface TestSearch {
  readonly shopper: string;
  readonly query: string;
  readonly target: string;
  readonly related: boolean;
}

/** One test search without and with the shopper. */
interface Pair {
  readonly plain: number;
  readonly personal: number;
  readonly identical: boolean;
}

/** What a shopper's history gains where it bears on the search, and that it is silent where it does not. */
export async function benchPersonal(options: PersonalOptions): Promise<BenchReport> {
  const { size, seed, model, onProgress } = options;
  return withWorkspace(options.work, async (work) => {
    const folder = join(work, `personal-${size}-${seed}-${model}`);
    await mkdir(folder, { recursive: true });
    const written = await writeCatalog(join(folder, 'catalogue.ndjson'), {
      products: size,
      seed,
      onProgress,
    });
    const searches = await readSearches(written.personal);
    return withInstallation(options, { folder, file: written.catalogue, model }, async (aisle) => {
      await aisle.events.importFile(written.events, onProgress === undefined ? {} : { onProgress });
      const related: Pair[] = [];
      const unrelated: Pair[] = [];
      for (const [i, search] of searches.entries()) {
        (search.related ? related : unrelated).push(await compared(aisle, search));
        onProgress?.({ stage: 'search', done: i + 1, total: searches.length, unit: 'searches' });
      }
      return {
        bench: 'personal',
        figures: [...relatedFigures(related), ...unrelatedFigures(unrelated)],
        notes: [
          `${size.toLocaleString('en-US')} generated products, seed ${seed}, ${model}; MRR of the product that the shopper would buy (or a variant of it) in the first hundred`,
        ],
      };
    });
  });
}

export async function readSearches(file: string): Promise<TestSearch[]> {
  const searches: TestSearch[] = [];
  for await (const line of createInterface({ input: createReadStream(file) }))
    searches.push(JSON.parse(line) as TestSearch);
  return searches;
}

async function compared(aisle: Aisle, { shopper, query, target }: TestSearch): Promise<Pair> {
  const group = (await aisle.product(target))?.groupId;
  const plain = await ask(aisle, { query, pageSize: 100 });
  const personal = await ask(aisle, { query, pageSize: 100, userId: shopper });
  return {
    plain: reciprocal(plain, target, group),
    personal: reciprocal(personal, target, group),
    identical: sameHits(plain, personal),
  };
}

/** 1 / rank of the target or a variant of it, since variants give one hit. */
function reciprocal({ hits }: SearchAnswer, target: string, group: string | undefined): number {
  const at = hits.findIndex(
    ({ id, product }) => id === target || (group !== undefined && product.groupId === group),
  );
  return at < 0 ? 0 : 1 / (at + 1);
}

/** The same products in the same order with scores equal to the last bit. */
function sameHits(a: SearchAnswer, b: SearchAnswer): boolean {
  return (
    a.total.value === b.total.value &&
    a.hits.length === b.hits.length &&
    a.hits.every((hit, i) => hit.id === b.hits[i]?.id && Object.is(hit.score, b.hits[i].score))
  );
}

function relatedFigures(pairs: readonly Pair[]): Figure[] {
  const subject = `${pairs.length} searches related to the history`;
  const plain = pairs.map((pair) => pair.plain);
  const personal = pairs.map((pair) => pair.personal);
  const [test] = compare(
    personal.map((mrr) => ({ mrr })),
    plain.map((mrr) => ({ mrr })),
    { seed: 1, rounds: 10_000 },
  );
  return [
    { subject, figure: 'MRR, not personal', value: mean(plain) },
    { subject, figure: 'MRR, personal', value: mean(personal) },
    {
      subject,
      figure: 'gain',
      value: 100 * (mean(personal) / mean(plain) - 1),
      unit: '%',
      target: atLeast(15),
    },
    { subject, figure: 'p', value: test?.p ?? NaN },
    { subject, figure: 'answers that changed', value: pairs.filter((pair) => !pair.identical).length },
  ];
}

function unrelatedFigures(pairs: readonly Pair[]): Figure[] {
  const subject = `${pairs.length} searches unrelated to the history`;
  const identical = pairs.filter((pair) => pair.identical).length;
  return [
    { subject, figure: 'bit-identical answers', value: identical, target: atLeast(pairs.length) },
    { subject, figure: 'MRR, not personal', value: mean(pairs.map((pair) => pair.plain)) },
    { subject, figure: 'MRR, personal', value: mean(pairs.map((pair) => pair.personal)) },
  ];
}
