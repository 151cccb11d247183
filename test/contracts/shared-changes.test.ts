import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CatalogChange, Product } from '../../catalog/index.js';
import { createHashEmbedder, passageText } from '../../engines/embedder/index.js';
import type { Generation } from '../../indexer/index.js';
import { parseFilters } from '../../mappings/index.js';
import { after, gone, lamp, patch, put } from '../fixtures/catalog-changes.js';
import { asBuilt } from '../fixtures/live-index.js';
import { policy } from '../fixtures/product-index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { openSharedShop } from '../fixtures/shared-generation.js';
import { catalogue, filterTree, words } from './product-index.arbitraries.js';
import { sameMembers } from './product-index.comparisons.js';
import { referenceIndex } from './product-index.reference.js';

const draft = catalogue.filter((list) => list.length > 0).map(([first]) => first as Product);
const ids = fc.constantFrom('p0', 'p7', 'p14', 'p21', 'q', 'é', '𝔸', '', 'p');
const change: fc.Arbitrary<CatalogChange> = fc.oneof(
  fc.tuple(ids, draft).map(([id, fields]) => put({ ...fields, id })),
  fc
    .tuple(ids, fc.constantFrom({ price: 9 }, { title: 'sun lamp' }, { groupId: 'g1' }))
    .map(([id, fields]) => patch(id, fields)),
  ids.map(gone),
);

describeOnServers('an index that several servers change in place', (server) => {
  test('random changes in random pages, by two servers at once: documents, sets and vectors are what the log says', async () => {
    await fc.assert(
      fc.asyncProperty(
        catalogue,
        fc.array(fc.array(change, { maxLength: 9 }), { minLength: 1, maxLength: 4 }),
        fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
        filterTree,
        words,
        async (products, batches, pages, tree, text) => {
          const shop = await openSharedShop(server, products);
          try {
            const servers = await Promise.all(
              pages.map((page) => shop.open({ limits: { grace: 0, embedAfter: 0, page } })),
            );
            for (const [i, changes] of batches.entries()) {
              const last = await shop.append(changes);
              // Now one, now the other is ahead, now both write.
              const [first, other] = i % 2 === 0 ? servers : [...servers].reverse();
              if (i % 3 !== 0) await first!.reach(last);
              await Promise.all([first!.reach(last), other!.reach(last)]);
            }
            servers.push(await shop.open());
            const held = after(products, batches.flat());
            for (const each of servers) {
              await each.reach(await shop.ops.last(), { patience: Infinity });
              await saysTheLog(each.snapshot(), held, { tree, text });
            }
          } finally {
            await shop.dispose();
          }
        },
      ),
      // Both Elasticsearches are asked by the same code: they share the runs, each with cases of its own.
      { numRuns: server.kind === 'os' ? 6 : 3 },
    );
  });

  test('an index that was built before live updates takes them, too', async () => {
    const shop = await openSharedShop(server, [lamp('a'), lamp('b')], { builtBefore: true });
    try {
      const [one, other] = [await shop.open(), await shop.open()];
      await one.reach(await shop.append([patch('a', { price: 2 }), put(lamp('c')), gone('b')]));
      await other.reach(await shop.ops.last());
      for (const each of [one, other, await shop.open()]) {
        await each.reach(await shop.ops.last(), { patience: Infinity });
        await saysTheLog(each.snapshot(), [lamp('a', { price: 2 }), lamp('c')], { tree: {}, text: 'lamp' });
      }
    } finally {
      await shop.dispose();
    }
  });
});

/** An index holds and finds what the log made of its products. */
async function saysTheLog(
  generation: Generation,
  held: readonly Product[],
  { tree, text }: { readonly tree: object; readonly text: string },
): Promise<void> {
  const index = await asBuilt(generation.products, held);
  const reference = referenceIndex(held);
  expect(index.size).toBe(held.length);
  expect(await index.documents(Uint32Array.from(held.keys()))).toEqual(held);
  expect(await index.currencies()).toEqual(await reference.currencies());
  const { keyword } = await reference.fields();
  const how = policy({ shareOfBest: 0 });
  const [plan, wanted] = [await index.words(text, how), await reference.words(text, how)];
  expect(plan.words).toEqual(wanted.words);
  const rest = {
    filters: parseFilters(tree, 'filters'),
    facets: (['brand', 'category', 'attributes.tag'] as const)
      .filter((field) => keyword.includes(field))
      .map((field) => ({ kind: 'keyword', field, limit: 100 }) as const),
    limit: 100,
  };
  const byMeaning = Uint32Array.from(held.length > 3 ? [3, 0] : []);
  for (const members of ['everything', 'union'] as const) {
    const asked = (words: typeof plan) =>
      members === 'everything'
        ? { ...rest, members: { kind: members } }
        : { ...rest, members: { kind: members, words, byMeaning } };
    sameMembers(await index.members(asked(plan)), await reference.members(asked(wanted)), rest.limit);
  }
  const embedder = createHashEmbedder();
  const rows = await embedder.embedPassages(held.map((product) => passageText(product, 'title')));
  const ordinals = await generation.products.ordinals(held.map(({ id }) => id));
  expect(await generation.vectors?.vectors(Uint32Array.from(ordinals, (at) => at ?? -1))).toEqual(rows);
}
