import type { Command } from 'commander';
import { parseSearchRequest, SORTS, type SearchAnswer } from '../../search/index.js';
import { parseCliFilter } from '../../mappings/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { print, printJson, table } from '../output.js';
import { integer } from '../parse.js';
import { rankingReference } from '../ranking-reference.js';

interface Options {
  user?: string;
  filter?: string[];
  size: number;
  page?: number;
  sort?: string;
  facets?: string;
  ranking?: string;
  explain?: boolean;
}

export function searchCommand(command: Command): void {
  command
    .argument('<query>')
    .option('--user <id>', 'whose history counts')
    .option(
      '--filter <filter>',
      'brand=A,B or price:10..50; may be given again',
      (text: string, all: readonly string[] | undefined) => [...(all ?? []), text],
    )
    .option('--size <n>', 'hits', integer('--size', 1), 10)
    .option('--page <n>', 'page', integer('--page', 1))
    .option('--sort <order>', SORTS.join(', '))
    .option('--facets <names>', 'fields to count, with commas')
    .option('--ranking <ranking>', 'name, name@version, or a JSON file as `aisle rankings put` takes it')
    .option('--explain', 'why each hit stands where it stands')
    .action(async (query: string, options: Options, command: Command) => {
      const filters = Object.assign({}, ...(options.filter ?? []).map(parseCliFilter)) as Record<
        string,
        unknown
      >;
      const request = parseSearchRequest({
        query,
        filters,
        pageSize: options.size,
        explain: options.explain === true,
        ...(options.user === undefined ? {} : { userId: options.user }),
        ...(options.page === undefined ? {} : { page: options.page }),
        ...(options.sort === undefined ? {} : { sort: options.sort }),
        ...(options.facets === undefined ? {} : { facets: options.facets.split(',') }),
      });
      const answer = await withAisle(configOf(command, { 'log.level': 'error' }), async (aisle) => {
        await aisle.prepare();
        const ranking = await rankingReference(aisle, options.ranking);
        return aisle.search(ranking === undefined ? request : { ...request, ranking });
      });
      if (globals(command).json === true) printJson(answer);
      else printAnswer(answer);
    });
}

function printAnswer(answer: SearchAnswer): void {
  if (answer.understood !== undefined) {
    const { text, parts } = answer.understood;
    print(`Searched for “${text}”, understood: ${parts.map((part) => part.text).join(', ')}.`);
  }
  if (answer.corrected !== undefined)
    print(`Searched for “${answer.corrected.to}” instead of “${answer.corrected.from}”.`);
  if (answer.redirect !== undefined)
    print(`Rule ${answer.redirect.rule} sends this query to ${answer.redirect.url}.`);
  if (answer.relaxed === true) print('Nothing fits the whole query; these come closest.');
  if (answer.degraded !== undefined) print(`Without: ${answer.degraded.join(', ')}.`);
  const first = (answer.page - 1) * answer.pageSize;
  if (answer.hits.length === 0)
    print(answer.total.value === 0 ? 'Nothing fits.' : 'Nothing is left for this page.');
  else
    print(
      table(
        ['', 'score', 'product', 'brand', 'price', 'id'],
        answer.hits.map(({ id, score, product }, i) => [
          first + i + 1,
          score.toFixed(3),
          clip(product.title, 60),
          clip(product.brand ?? '', 20),
          product.price === undefined ? '' : `${product.price.toFixed(2)} ${product.currency ?? ''}`.trim(),
          id,
        ]),
      ),
    );
  for (const hit of answer.hits) if (hit.explain !== undefined) print(`\n${hit.id}: ${hit.explain.sentence}`);
  for (const [name, facet] of Object.entries(answer.facets)) {
    if (Array.isArray(facet)) {
      const values = facet as readonly { value: string; count: number }[];
      print(`\n${name}: ${values.map((v) => `${v.value} (${v.count})`).join(', ')}`);
    } else {
      const range = facet as { min: number | undefined; max: number | undefined };
      print(`\n${name}: ${range.min ?? '?'} to ${range.max ?? '?'}`);
    }
  }
  print(
    `\n${answer.total.relation === 'gte' ? 'at least ' : ''}${answer.total.value} products, ${answer.tookMs.toFixed(1)} ms, generation ${answer.generation}`,
  );
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
