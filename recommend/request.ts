import { z } from 'zod';
import { AisleError, fieldErrors } from '../base/index.js';

export const RELATED_KINDS = ['similar', 'bought-together', 'accessories'] as const;
/** How a product is related to another: could stand for it, was bought with it, goes with it from another category. */
export type RelatedKind = (typeof RELATED_KINDS)[number];

export const PLACEMENTS = ['home', 'cart', 'new', 'category'] as const;
/** Where the list will stand. */
export type Placement = (typeof PLACEMENTS)[number];

const MAX_KEY_LENGTH = 256;
export const MAX_SIZE = 50;
/** Each product of a basket is looked up; nobody's list gets better by its hundredth. */
export const MAX_ITEMS = 50;

const key = z.string().min(1, 'expected a text').max(MAX_KEY_LENGTH);
const size = z.int().min(1).max(MAX_SIZE).default(12).describe('Products at most.');
const shopper = {
  userId: key.optional().describe('The shopper; their own history then counts.'),
  sessionId: key.optional().describe('The session; what was done in it counts.'),
};

/** What `GET /v1/products/:id/related` takes beside the id. */
const relatedSchema = z.strictObject({
  kind: z.enum(RELATED_KINDS).default('similar').describe('How the products are related.'),
  size,
  ...shopper,
});

/** What `GET /v1/recommendations` takes. */
const recommendationsSchema = z
  .strictObject({
    placement: z.enum(PLACEMENTS).describe('Where the list will stand.'),
    size,
    ...shopper,
    items: z.array(key).max(MAX_ITEMS).optional().describe('Of `cart`: ids of the products in it.'),
    category: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .describe('Of `category`: its path or a prefix of it, levels joined by ` > `.'),
  })
  .superRefine(({ placement, items, category }, context) => {
    const expect = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (placement === 'cart' && (items ?? []).length === 0)
      expect('items', 'expected the ids of the products in the basket');
    if (placement !== 'cart' && items !== undefined) expect('items', 'expected with placement=cart alone');
    if (placement === 'category' && category === undefined) expect('category', 'expected a category path');
    if (placement !== 'category' && category !== undefined)
      expect('category', 'expected with placement=category alone');
  });

export type RelatedRequest = z.infer<typeof relatedSchema> & { readonly id: string };
export type RecommendationsRequest = z.infer<typeof recommendationsSchema>;

/** Throws `bad_request` with every mistake and its path. */
export function parseRelated(id: string, parameters: unknown): RelatedRequest {
  return { id, ...parsed(relatedSchema, parameters) };
}

/** Throws `bad_request` with every mistake and its path. */
export function parseRecommendations(parameters: unknown): RecommendationsRequest {
  return parsed(recommendationsSchema, parameters);
}

function parsed<T>(schema: z.ZodType<T>, json: unknown): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const errors = fieldErrors(result.error.issues);
  const named = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new AisleError('bad_request', `the request is not valid: ${named}`, { errors });
}
