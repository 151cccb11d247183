import { describe, expect, test } from '@jest/globals';
import { parseFilters } from '../../mappings/index.js';
import type { QueryClass } from '../matrix.js';
import { activeRules } from './active-rules.js';
import { compileRules } from './compile.js';
import { ruleSchema } from './rule.js';

const THEN = { redirect: '/sale' };

interface Given {
  readonly text?: string;
  readonly queryClass?: QueryClass;
  readonly filters?: object;
  readonly context?: { readonly device?: string };
  readonly now?: string;
}

async function holds(
  when: object,
  { text = '', queryClass = 'general', filters = {}, context, now }: Given,
): Promise<boolean> {
  const rules = await compileRules([ruleSchema.parse({ id: 'r', when, then: THEN })]);
  const found = activeRules(rules, {
    text,
    queryClass,
    filters: parseFilters(filters, 'filters'),
    context,
    now: Date.parse(now ?? '2026-06-01T00:00:00Z'),
  });
  return found.length === 1;
}

describe('a rule holds', () => {
  test.each([
    [{ is: ['running shoes'] }, 'Running Shoe', true],
    [{ is: ['running shoes'] }, 'red running shoes', false],
    [{ contains: ['running shoes'] }, 'red running shoes', true],
    [{ contains: ['running shoes'] }, 'shoes for running', false],
    [{ matches: ['running shoes'] }, 'shoes for running', true],
    [{ matches: ['running shoes'] }, 'shoes', false],
    [{ is: ['a', 'lamp'] }, 'lamps', true],
    [{ is: ['lamp'], contains: ['shoe'] }, 'red shoe', true],
    [{ contains: ['shoe'] }, '', false],
  ])('query %j: "%s"', async (query, text, wanted) => {
    expect(await holds({ query }, { text })).toBe(wanted);
  });

  test('without a query condition, on every query and on the category page', async () => {
    expect(await holds({}, { text: 'anything' })).toBe(true);
    expect(await holds({}, {})).toBe(true);
  });

  test('from a time on, before another, each with its zone', async () => {
    const when = { from: '2026-12-01T00:00:00+01:00', until: '2026-12-02T00:00:00+01:00' };
    const at = (now: string) => holds(when, { now });
    expect(await at('2026-11-30T22:59:59.999Z')).toBe(false);
    expect(await at('2026-11-30T23:00:00Z')).toBe(true);
    expect(await at('2026-12-01T22:59:59.999Z')).toBe(true);
    expect(await at('2026-12-01T23:00:00Z')).toBe(false);
  });

  test('for a class, a category and below it, filters and context', async () => {
    expect(await holds({ classes: ['brand'] }, { queryClass: 'brand' })).toBe(true);
    expect(await holds({ classes: ['brand'] }, {})).toBe(false);
    const category = (path: string) => holds({ category: 'Shoes' }, { filters: { category: [path] } });
    expect(await Promise.all(['Shoes', 'Shoes > Running', 'Shoestrings', 'Home'].map(category))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(await holds({ category: 'Shoes' }, {})).toBe(false);
    expect(await holds({ filters: { brand: ['A', 'B'] } }, { filters: { brand: ['A'] } })).toBe(true);
    expect(await holds({ filters: { brand: ['A', 'B'] } }, { filters: { brand: ['A', 'C'] } })).toBe(false);
    expect(await holds({ context: { device: ['phone'] } }, { context: { device: 'phone' } })).toBe(true);
    expect(await holds({ context: { device: ['phone'] } }, {})).toBe(false);
  });

  test('for an article number only when it names it or its class', async () => {
    const identifier = { text: 'wh-1000xm4', queryClass: 'identifier' } as const;
    expect(await holds({}, identifier)).toBe(false);
    expect(await holds({ query: { contains: ['WH-1000XM4'] } }, identifier)).toBe(false);
    expect(await holds({ query: { is: ['WH-1000XM4'] } }, identifier)).toBe(true);
    expect(await holds({ classes: ['identifier'] }, identifier)).toBe(true);
  });

  test('in the order of priority, then id; disabled ones never', async () => {
    const rules = await compileRules(
      [
        { id: 'b', priority: 1 },
        { id: 'c', enabled: false },
        { id: 'a' },
        { id: 'd', priority: 1, when: { query: { is: ['lamp'] } } },
      ].map((rule) => ruleSchema.parse({ ...rule, then: THEN })),
    );
    const situation = { text: 'lamp', queryClass: 'general', filters: [], now: 0 } as const;
    expect(activeRules(rules, situation).map(({ id }) => id)).toEqual(['b', 'd', 'a']);
  });
});
