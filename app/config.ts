import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { elasticsearchSchema } from './elasticsearch-config.js';
import { serverSchema } from './server-config.js';
import { shopperSchema } from './shopper-config.js';
import { DEFAULT_FIELD_WEIGHTS, TEXT_FIELDS, type TextField } from '../mappings/index.js';

const share = z.number().min(0).max(1);
const milliseconds = z.int().min(1).max(600_000);
const weight = z.number().min(0).max(1_000);

const fieldWeights = z.strictObject(
  Object.fromEntries(
    TEXT_FIELDS.map((field) => [
      field,
      weight
        .default(DEFAULT_FIELD_WEIGHTS[field])
        .describe(`BM25 weight of the ${field}; changed without a rebuild`),
    ]),
  ) as Record<TextField, z.ZodDefault<z.ZodNumber>>,
);

/**
 * Every setting of an installation: its type, its default, what it means. A setting is named by its path
 * (`embedder.model`), in the environment by `AISLE_EMBEDDER_MODEL`.
 */
const settings = z.strictObject({
  data: z.string().min(1).default('.aisle').describe('folder that holds everything one installation stores'),
  lexical: z
    .strictObject({
      engine: z
        .enum(['embedded', 'elasticsearch', 'opensearch'])
        .default('embedded')
        .describe('what finds products by words; a search server is reached by elasticsearch.*'),
      fieldWeights: fieldWeights.prefault({}),
      shareOfBest: share.default(0.5).describe("a member's BM25 is at least this share of the query's best"),
      shareOfIdf: share
        .default(0.4)
        .describe("and its matched words carry at least this share of the query's idf"),
    })
    .prefault({}),
  vector: z
    .strictObject({
      engine: z
        .enum(['hnsw', 'elasticsearch'])
        .default('hnsw')
        .describe(
          'what finds products by meaning: a graph on this machine, or the cluster of lexical.engine',
        ),
      members: z
        .int()
        .min(1)
        .max(1_000)
        .default(100)
        .describe('at most this many products are members by meaning'),
    })
    .prefault({}),
  store: z
    .strictObject({
      engine: z.enum(['sqlite']).default('sqlite').describe('what remembers events and profiles'),
    })
    .prefault({}),
  elasticsearch: elasticsearchSchema.prefault({}),
  embedder: z
    .strictObject({
      model: z
        .enum(['all-MiniLM-L6-v2', 'e5-small-v2', 'none'])
        .default('all-MiniLM-L6-v2')
        .describe(
          'sentence encoder of new generations; each is searched by the one it was built with; none: by words alone',
        ),
      precision: z.enum(['int8', 'fp32']).default('int8').describe('precision of the weights'),
      device: z.enum(['auto', 'cpu', 'cuda', 'webgpu']).default('auto').describe('where the model runs'),
      threads: z.int().min(0).max(256).default(0).describe('threads for embedding; 0: one a core'),
      template: z.enum(['title', 'full']).default('title').describe('which text of a product is embedded'),
      cache: z
        .string()
        .min(1)
        .default(join(homedir(), '.cache', 'aisle', 'models'))
        .describe('folder of the model files'),
      queryMemory: z
        .int()
        .min(0)
        .max(17_179_869_184)
        .default(33_554_432)
        .describe('bytes of vectors of queries that are kept, about 1,900 each; 0: none'),
      source: z.string().min(1).optional().describe('folder to take the model files from, tried first'),
    })
    .prefault({}),
  search: z
    .strictObject({
      legDeadline: milliseconds
        .default(2_000)
        .describe('ms a leg may take before the answer goes on without it'),
      shopperDeadline: milliseconds.default(200).describe("ms the shopper's history may take"),
      suggestDeadline: milliseconds
        .default(500)
        .describe('ms that each part of a suggestion (completions, products) may take before it is left out'),
      sharedMemory: z
        .int()
        .min(0)
        .max(17_179_869_184)
        .default(33_554_432)
        .describe(
          'bytes kept of answers for all who ask the same, without shopper and weights, on the embedded engines: of searches, and as many of suggestions; 0: none',
        ),
    })
    .prefault({}),
  catalogue: z
    .strictObject({
      folder: z
        .string()
        .min(1)
        .optional()
        .describe('folder of the product files that a reindex asked for over HTTP may read; absent: none'),
      jobPatience: z
        .int()
        .min(0)
        .max(86_400_000)
        .default(3_600_000)
        .describe('ms that such a reindex waits for one of another process to end before it fails'),
      uploadLimit: z
        .int()
        .min(1)
        .max(1_099_511_627_776)
        .default(1_073_741_824)
        .describe('bytes of a product file that is sent over HTTP, at most'),
    })
    .prefault({}),
  recommend: z
    .strictObject({
      minShoppers: z
        .int()
        .min(1)
        .max(1_000)
        .default(2)
        .describe(
          "distinct shoppers that a rule needs, so that one person's purchases are not told to others",
        ),
      repurchase: z
        .boolean()
        .default(false)
        .describe('whether what a shopper already bought may be recommended to them again'),
      perBrand: z
        .int()
        .min(1)
        .max(50)
        .default(3)
        .describe('products of one brand at most in a mixed list, while there are others'),
      relevance: share
        .default(0.7)
        .describe('how much a mixed list goes by relevance, the rest by diversity (λ of MMR)'),
    })
    .prefault({}),
  events: z
    .strictObject({
      actions: z
        .record(
          z.string().min(1),
          z.enum(['impression', 'view', 'click', 'cart', 'purchase', 'rating', 'other']),
        )
        .default({})
        .describe('what the names of actions mean, besides the usual ones'),
    })
    .prefault({}),
  shoppers: shopperSchema,
  server: serverSchema,
  log: z
    .strictObject({
      level: z
        .enum(['silent', 'error', 'warn', 'info', 'debug'])
        .default('info')
        .describe('least level that is logged'),
    })
    .prefault({}),
});

/** The settings, and what they demand of one another. */
export const configSchema = settings.superRefine(({ lexical, vector }, context) => {
  // What is live is known where the products are; two folders with one prefix would sweep each other's vectors.
  if (vector.engine !== 'elasticsearch' || lexical.engine !== 'embedded') return;
  const message = 'expected hnsw, or lexical.engine elasticsearch: vectors lie where the products lie';
  context.addIssue({ code: 'custom', path: ['vector', 'engine'], message });
});

export type Config = z.infer<typeof configSchema>;
