import { beforeAll, describe, expect, test } from '@jest/globals';
import type { TestSearch } from './held-out.js';
import type { Leaf } from './taxonomy.js';
import type { UbiEvent } from './ubi.js';
import { generatedCatalogue, linesOf } from '../../test/fixtures/generated-catalogue.js';

describe('test searches of a catalogue of 2,000 products', () => {
  const generated = generatedCatalogue();
  const { latentOf } = generated;
  let files: ReadonlyMap<string, string>;
  let events: readonly UbiEvent[];
  beforeAll(() => {
    ({ files, events } = generated);
  });

  let searches: TestSearch[];
  beforeAll(() => {
    searches = linesOf<TestSearch>(files.get('personal.ndjson'));
  });

  test('are at least two hundred of each sort', () => {
    expect(searches.filter((search) => search.related).length).toBeGreaterThanOrEqual(200);
    expect(searches.filter((search) => !search.related).length).toBeGreaterThanOrEqual(200);
  });

  test('the target is of the history where related, and of another department where not', () => {
    const clicked = new Map<string, Leaf[]>();
    for (const event of events.filter(({ action_name }) => action_name === 'click')) {
      const { leaf } = latentOf(event.event_attributes.object.object_id);
      clicked.set(event.user_id, [...(clicked.get(event.user_id) ?? []), leaf]);
    }
    for (const { shopper, target, related } of searches) {
      const history = clicked.get(shopper) ?? [];
      const { leaf } = latentOf(target);
      if (related) expect(history.filter((one) => one === leaf).length).toBeGreaterThanOrEqual(2);
      else expect(history.some((one) => one.department === leaf.department)).toBe(false);
    }
  });

  test('the shopper never met the target or a variant of it', () => {
    const met = new Set(
      events.map((event) => `${event.user_id} ${latentOf(event.event_attributes.object.object_id).article}`),
    );
    for (const { shopper, target } of searches)
      expect(met.has(`${shopper} ${latentOf(target).article}`)).toBe(false);
  });
});
