import { z } from 'zod';
import { AVAILABILITIES, type Product } from '../../catalog/index.js';

const text = z.string().exactOptional();
const attribute = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** A clean product as answers show it. */
export const productSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    brand: text,
    category: z.array(z.string()).exactOptional().describe('Path, root first.'),
    description: text,
    bullets: z.array(z.string()).exactOptional(),
    color: text,
    size: text,
    price: z.number().min(0).exactOptional().describe('In units of `currency`.'),
    currency: z.string().exactOptional().describe('ISO 4217, upper case.'),
    rating: z.number().min(0).max(5).exactOptional(),
    ratingCount: z.number().min(0).exactOptional(),
    availability: z.enum(AVAILABILITIES).exactOptional(),
    image: text,
    url: text,
    groupId: z.string().exactOptional().describe('Variants of one article share it.'),
    attributes: z.record(z.string(), attribute).exactOptional(),
    createdAt: z.string().exactOptional().describe('ISO 8601, UTC.'),
    updatedAt: text,
  })
  .meta({ id: 'Product' }) satisfies z.ZodType<Product>;
