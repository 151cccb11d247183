import { z } from 'zod';
import { QUERY_CLASSES } from '../matrix.js';

/** Ids of one action, texts of one condition: enough for a campaign, few enough to read. */
const MOST_ENTRIES = 100;
const MOST_TEXTS = 20;
const MOST_TEXT = 200;
/** A rule speaks of what shoppers see first: hits. */
const LAST_POSITION = 1_000;

/** Of a rule or a synonym, within its ranking. */
export const itemId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'expected lower-case letters, digits, dashes and underscores');
const text = z.string().min(1, 'expected a text').max(MOST_TEXT);
const texts = z.array(text).min(1, 'expected at least one').max(MOST_TEXTS);
const productIds = z.array(z.string().min(1).max(256)).min(1, 'expected at least one').max(MOST_ENTRIES);
const tree = z.record(z.string(), z.unknown());
const time = z.iso.datetime({
  offset: true,
  error: 'expected a time with its zone, as in 2026-12-01T00:00:00+01:00',
});
const positions = z.int().min(1).max(LAST_POSITION);

const query = z
  .strictObject({
    is: texts.exactOptional().describe('the whole query, in any form of its words'),
    contains: texts.exactOptional().describe('a phrase in the query, its words side by side'),
    matches: texts.exactOptional().describe('words that the query holds, in any order'),
  })
  .refine((found) => Object.keys(found).length > 0, 'expected is, contains or matches');

const when = z.strictObject({
  query: query.exactOptional().describe('any of the texts; absent: every query, the category page too'),
  classes: z.array(z.enum(QUERY_CLASSES)).min(1).exactOptional(),
  category: text.exactOptional().describe('the request filters on this category or below it'),
  filters: z
    .record(z.string().min(1), texts)
    .exactOptional()
    .describe('the request filters on each field by these values alone'),
  context: z
    .strictObject({ device: texts.exactOptional(), region: texts.exactOptional() })
    .exactOptional()
    .describe("what the request's context says"),
  from: time.exactOptional().describe('from this time on'),
  until: time.exactOptional().describe('before this time'),
});

const then = z
  .strictObject({
    pin: z
      .array(z.strictObject({ id: z.string().min(1).max(256), position: positions }))
      .min(1)
      .max(MOST_ENTRIES)
      .exactOptional()
      .describe('products at a position, counted from 1'),
    add: z
      .boolean()
      .exactOptional()
      .describe('pinned products belong to the answer though nothing of the query finds them'),
    boost: z
      .array(z.strictObject({ ids: productIds.exactOptional(), filter: tree.exactOptional(), positions }))
      .min(1)
      .max(10)
      .exactOptional()
      .describe('products go up by at most so many positions'),
    bury: z
      .array(z.strictObject({ ids: productIds.exactOptional(), filter: tree.exactOptional() }))
      .min(1)
      .max(10)
      .exactOptional()
      .describe('products go behind all others that were scored'),
    filter: tree.exactOptional().describe('a filter of every such search, as in a request'),
    redirect: z
      .string()
      .max(2_000)
      .refine(isTarget, 'expected an http or https address, or a path from /')
      .exactOptional(),
  })
  .refine((found) => Object.keys(found).some((name) => name !== 'add'), 'expected at least one action');

/** A merchandising rule as it is written. Rules with a greater priority come first, of equal ones the smaller id. */
export const ruleSchema = z.strictObject({
  id: itemId,
  note: z.string().max(1_000).exactOptional().describe('for those who read it'),
  enabled: z.boolean().default(true),
  priority: z.int().min(-1_000).max(1_000).default(0),
  when: when.default({}),
  then,
});

export type Rule = z.infer<typeof ruleSchema>;

/** Never `javascript:`, nor `//elsewhere`, which a browser takes for another host. */
function isTarget(url: string): boolean {
  if (/[\s\\]/u.test(url)) return false;
  if (url.startsWith('/')) return !url.startsWith('//');
  return /^https?:\/\/[^/]/iu.test(url) && URL.canParse(url);
}
