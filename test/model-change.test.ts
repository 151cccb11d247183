import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compareGenerations, type Aisle } from '../app/index.js';
import { isForCanary } from '../indexer/index.js';
import { parseSearchRequest, type SearchAnswer } from '../search/index.js';
import { someProducts } from './fixtures/reindex-job.js';
import { NEW, OLD, twoModels, type Process, type TwoModels } from './fixtures/two-models.js';

const SHOPPERS = Array.from({ length: 40 }, (_, n) => `shopper-${n}`);
const QUERY = 'red lamp for the garden';

let installation: TwoModels;
/** Answers shoppers; an operator's commands run in processes of their own. */
let server: Process;
let operator: Aisle;
/** Built with the old model and live, and with the new one beside it. */
let live: string;
let next: string;
beforeEach(async () => {
  installation = await twoModels(someProducts(120));
  operator = (await installation.open({ builds: NEW })).aisle;
  const old = await installation.open({ builds: OLD });
  live = await build(old.aisle, true);
  server = await installation.open();
  next = await build(operator, false);
});
afterEach(() => installation.dispose());

async function build(aisle: Aisle, publish: boolean): Promise<string> {
  const { file } = installation;
  return (await aisle.reindex({ file, publish, fresh: false, force: false })).generation;
}

const ask = (body: object, aisle: Pick<Aisle, 'search'> = server.aisle) =>
  aisle.search(parseSearchRequest({ pageSize: 5, ...body }));
const byShopper = (userId: string) => ask({ query: QUERY, userId });
const shown = ({ hits }: SearchAnswer) => hits.map(({ id, score }) => [id, score]);

/** The server looks twice a second by itself: asks until an answer is as wanted. Each on the way is a whole one. */
async function until(wanted: (answer: SearchAnswer) => boolean, userId = 'shopper-0'): Promise<void> {
  for (const from = performance.now(); ;) {
    const answer = await byShopper(userId);
    expect(answer.degraded).toBeUndefined();
    if (wanted(answer)) return;
    if (performance.now() - from > 20_000) throw new Error('the server did not follow');
    await new Promise(setImmediate);
  }
}

async function alone(generation: string, pageSize = 5): Promise<SearchAnswer> {
  const pinned = await operator.searchOn(generation);
  try {
    return await ask({ query: QUERY, pageSize }, pinned);
  } finally {
    await pinned.close();
  }
}

describe('a new model beside the live one', () => {
  test('stands ready with its own model, and changes nothing for shoppers', async () => {
    const listed = (await operator.generations.list()).map(({ id, model, state }) => [id, model, state]);
    expect(listed).toEqual([
      [next, 'hash-24', 'ready'],
      [live, 'hash-64', 'live'],
    ]);
    expect(await byShopper('ann')).toMatchObject({ generation: live });
    expect((await byShopper('ann')).degraded).toBeUndefined();
    expect(server.said).toEqual([`open ${OLD}`, `query ${OLD}`, `query ${OLD}`]);
  });

  test('is compared with it on the same queries', async () => {
    const both = [await operator.searchOn(live), await operator.searchOn(next)] as const;
    const queries = [QUERY, 'blue tent', 'kettle'];
    const report = await compareGenerations(both, { queries });
    expect(report.generations.map(({ generation, model }) => [generation, model])).toEqual([
      [live, 'hash-64'],
      [next, 'hash-24'],
    ]);
    expect(report.overlap.jaccard).toBeLessThan(1);
    expect(report.differing.map(({ query }) => query).sort()).toEqual([...queries].sort());
    const [one, other] = [await ask({ query: QUERY }, both[0]), await ask({ query: QUERY }, both[1])];
    const judged = other.hits[0]?.id ?? '';
    const judgments = new Map([[QUERY, new Map([[judged, 1]])]]);
    const { comparison } = await compareGenerations(both, { judgments });
    const rank = one.hits.findIndex(({ id }) => id === judged) + 1;
    expect(comparison.find(({ metric }) => metric === 'mrr')).toMatchObject({ mean: 1 });
    if (rank > 0) expect(comparison.find(({ metric }) => metric === 'mrr')?.against).toBeCloseTo(1 / rank);
    const itself = await compareGenerations([both[0], both[0]], { judgments });
    expect(itself.overlap.jaccard).toBe(1);
    expect(itself.comparison.every(({ difference }) => difference === 0)).toBe(true);
    for (const each of both) await each.close();
  });
});

describe('a canary', () => {
  const canary = (share: number) => operator.generations.canary(next, { share, force: false });
  const first = (share: number, on: boolean) =>
    SHOPPERS.find((shopper) => isForCanary(`user:${shopper}`, { generation: next, share }) === on)!;

  test('answers its shoppers, each with its own model, the same ones each time, until it is stopped', async () => {
    const [before, after] = [await alone(live), await alone(next)];
    expect(shown(before)).not.toEqual(shown(after));
    await byShopper('ann');
    await canary(0.5);
    const mine = first(0.5, true);
    await until(({ generation }) => generation === next, mine);
    server.said.length = 0;
    for (const shopper of [...SHOPPERS, ...SHOPPERS]) {
      const tried = isForCanary(`user:${shopper}`, { generation: next, share: 0.5 });
      const answer = await byShopper(shopper);
      expect(answer.generation).toBe(tried ? next : live);
      expect(answer.degraded).toBeUndefined();
      expect(shown(answer)).toEqual(shown(tried ? after : before));
      expect(server.said.splice(0)).toEqual([`query ${tried ? NEW : OLD}`]);
    }
    const session = { query: QUERY, sessionId: first(0.5, true).replace('shopper', 'session') };
    const sides = [await ask(session), await ask(session), await ask(session)];
    expect(new Set(sides.map(({ generation }) => generation)).size).toBe(1);
    expect(await operator.generations.stopCanary(next)).toBe(next);
    await until(({ generation }) => generation === live, mine);
    expect(server.said.at(-1)).toBe(`query ${OLD}`);
    expect(server.said).toContain(`close ${NEW}`);
  });

  test('a cursor goes on where its first page was answered, whatever becomes of the share', async () => {
    await byShopper('ann');
    await canary(0.5);
    const mine = first(0.5, true);
    await until(({ generation }) => generation === next, mine);
    const page = await byShopper(mine);
    const others = await byShopper(first(0.5, false));
    await canary(0);
    await until(({ generation }) => generation === live, mine);
    const second = await ask({ cursor: page.cursor });
    expect(second).toMatchObject({ generation: next, page: 2, total: page.total });
    const whole = await alone(next, 10);
    expect([...page.hits, ...second.hits].map(({ id }) => id)).toEqual(whole.hits.map(({ id }) => id));
    expect(await ask({ cursor: others.cursor })).toMatchObject({ generation: live, page: 2 });
    await operator.generations.stopCanary();
    await until(() => server.said.includes(`close ${NEW}`), mine);
    await expect(ask({ cursor: page.cursor })).rejects.toMatchObject({ code: 'cursor_expired' });
    expect(await ask({ cursor: others.cursor })).toMatchObject({ generation: live });
  });

  test('becomes live by a publish: nobody waits, and the old model is closed', async () => {
    await byShopper('ann');
    await canary(0.5);
    const mine = first(0.5, true);
    await until(({ generation }) => generation === next, mine);
    const page = await byShopper(mine);
    const old = await byShopper(first(0.5, false));
    await operator.generations.publish(next, { force: false });
    await until(({ generation }) => generation === next, first(0.5, false));
    expect(server.said.filter((line) => line.startsWith('open'))).toEqual([`open ${OLD}`, `open ${NEW}`]);
    expect(server.said).toContain(`close ${OLD}`);
    expect((await operator.generations.list()).map(({ state }) => state)).toEqual(['live', 'previous']);
    expect(await ask({ cursor: page.cursor })).toMatchObject({ generation: next, page: 2 });
    await expect(ask({ cursor: old.cursor })).rejects.toMatchObject({ code: 'cursor_expired' });
    await operator.generations.rollback();
    await until(({ generation }) => generation === live);
  });

  test('is kept by a prune and refused by a drop; what is ready can be dropped', async () => {
    const { generations } = operator;
    await canary(0.1);
    expect((await generations.list()).map(({ state, share }) => [state, share])).toEqual([
      ['canary', 0.1],
      ['live', undefined],
    ]);
    expect(await generations.prune({ keep: 0 })).toEqual([]);
    const conflict = { code: 'conflict' };
    await expect(generations.drop(next)).rejects.toMatchObject(conflict);
    await expect(generations.drop(live)).rejects.toMatchObject(conflict);
    await expect(canary(1.1)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(generations.stopCanary(live)).rejects.toMatchObject({ code: 'not_found' });
    await generations.publish(next, { force: false });
    await expect(generations.drop(live)).rejects.toMatchObject(conflict);
    await generations.rollback();
    await generations.publish(live, { force: false });
    const third = await build(operator, false);
    await generations.drop(third);
    await expect(generations.drop(third)).rejects.toMatchObject({ code: 'not_found' });
    // Its vectors are those of the other generation with this model: they stay.
    expect((await alone(next)).degraded).toBeUndefined();
    await expect(generations.stopCanary()).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a model that is not there', () => {
  test('of the live generation: words answer, readiness says why, and it heals by itself', async () => {
    const missing = new Set([OLD]);
    const lame = await installation.open({ missing });
    const answer = await ask({ query: QUERY }, lame.aisle);
    expect(answer).toMatchObject({ generation: live, degraded: ['vector'] });
    expect(answer.hits.length).toBeGreaterThan(0);
    expect(await lame.aisle.readiness()).toMatchObject({
      ready: false,
      generation: live,
      reason: expect.stringMatching(/hash-64, which cannot be opened: hash-64 v1 is not there/),
    });
    await expect(lame.aisle.prepare()).rejects.toMatchObject({ code: 'unavailable' });
    missing.clear();
    lame.clock.time += 5_000;
    expect(await lame.aisle.readiness()).toMatchObject({ ready: true, embedder: { model: 'hash-64' } });
    expect((await ask({ query: QUERY }, lame.aisle)).degraded).toBeUndefined();
  });

  test('of the canary: nobody is answered by it there, and readiness says so', async () => {
    const lame = await installation.open({ missing: new Set([NEW]) });
    await expect(lame.aisle.generations.canary(next, { share: 1, force: false })).rejects.toMatchObject({
      code: 'unavailable',
    });
    await operator.generations.canary(next, { share: 1, force: false });
    for (const userId of SHOPPERS) {
      const answer = await ask({ query: QUERY, userId }, lame.aisle);
      expect(answer).toMatchObject({ generation: live });
      expect(answer.degraded).toBeUndefined();
    }
    expect(await lame.aisle.readiness()).toMatchObject({
      ready: true,
      canary: { generation: next, share: 1, reason: expect.stringContaining(NEW) },
    });
  });

  test('of a generation that is published elsewhere: what was live goes on', async () => {
    const missing = new Set([NEW]);
    const lame = await installation.open({ missing });
    expect(await ask({ query: QUERY }, lame.aisle)).toMatchObject({ generation: live });
    await expect(lame.aisle.generations.publish(next, { force: false })).rejects.toMatchObject({
      code: 'unavailable',
    });
    await operator.generations.publish(next, { force: false });
    await expect(lame.aisle.generations.refresh()).rejects.toMatchObject({ code: 'unavailable' });
    const answer = await ask({ query: QUERY }, lame.aisle);
    expect(answer).toMatchObject({ generation: live });
    expect(answer.degraded).toBeUndefined();
    missing.clear();
    lame.clock.time += 5_000;
    await lame.aisle.generations.refresh();
    expect(await ask({ query: QUERY }, lame.aisle)).toMatchObject({ generation: next });
  });
});
