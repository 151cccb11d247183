import { z } from 'zod';
import type { ClusterOptions } from '../engines/cluster/index.js';

/** Letters of an index name that every server takes, beginning with one that may begin it. */
const INDEX_PREFIX = /^[a-z0-9][a-z0-9_.-]*$/;

/** Characters; an index name may have 255 bytes, and the generation's name follows. */
const LONGEST_PREFIX = 100;

const address = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'expected an address like https://search.example.com:9200',
  );

const addresses = z
  // In the environment several are separated by commas.
  .preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((text) => text.trim()) : value),
    z.array(address).min(1),
  );

const count = (least: number, most: number) => z.int().min(least).max(most);

/** How a search cluster is reached and used, Elasticsearch or OpenSearch. Secrets are best given by the environment. */
export const elasticsearchSchema = z
  .strictObject({
    node: addresses.optional().describe('address of the cluster, or those of several of its nodes'),
    cloudId: z.string().min(1).optional().describe('cloud id of Elastic Cloud, instead of node'),
    apiKey: z.string().min(1).optional().describe('API key (encoded), instead of username and password'),
    username: z.string().min(1).optional().describe('user name'),
    password: z.string().min(1).optional().describe('password of the user'),
    ca: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file of the authority that signed the certificates of the nodes'),
    prefix: z
      .string()
      .max(LONGEST_PREFIX)
      .regex(INDEX_PREFIX, 'expected lower-case letters, digits, - _ and ., beginning with a letter or digit')
      .default('aisle')
      .describe('begins the names of all our indices'),
    shards: count(1, 1_024).default(1).describe('primary shards of an index'),
    replicas: count(0, 100).default(1).describe('copies of each shard besides the primary one'),
    deadline: z
      .int()
      .min(1)
      .max(600_000)
      .default(10_000)
      .describe('ms a call of the cluster may take, all its tries together'),
    analyser: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, 'expected own or the name of an analyser of the server, like english')
      .default('own')
      .describe(
        "own: texts as terms of our own analyser, the same on every server; else the server's (english …)",
      ),
    index: z
      .string()
      .min(1)
      .optional()
      .describe(
        "a shop's own index, which stays untouched: words, filters and documents are asked there (`aisle follow`)",
      ),
    map: z
      .string()
      .min(1)
      .optional()
      .describe("JSON file for that index: product field → source field; the id is the document's _id"),
    checkpoint: z
      .string()
      .min(1)
      .optional()
      .describe('a date or integer field of that index which grows with each change of a document'),
    overlap: z
      .int()
      .min(0)
      .max(2_592_000_000)
      .default(60_000)
      .describe('how far behind the last checkpoint changes are read again: ms of a date, or steps'),
  })
  .superRefine((section, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (section.node !== undefined && section.cloudId !== undefined)
      wrong('cloudId', 'expected either node or cloudId, not both');
    if (section.apiKey !== undefined && section.username !== undefined)
      wrong('apiKey', 'expected either an API key or a user name and password, not both');
    if (section.username !== undefined && section.password === undefined)
      wrong('password', 'expected the password of elasticsearch.username');
    if (section.password !== undefined && section.username === undefined)
      wrong('username', 'expected the user name that elasticsearch.password belongs to');
    for (const name of ['map', 'checkpoint'] as const)
      if (section[name] !== undefined && section.index === undefined)
        wrong('index', `expected the index that elasticsearch.${name} is for`);
    if (section.ca !== undefined && section.node?.every((text) => text.startsWith('http:')) === true)
      wrong('ca', 'expected elasticsearch.node to begin with https://: http needs no certificate');
  });

type ElasticsearchConfig = z.infer<typeof elasticsearchSchema>;

/** How `openCluster` is told; without an address it names the setting that is missing. */
export function clusterOptions(section: ElasticsearchConfig): ClusterOptions {
  const { node = [], cloudId, apiKey, username, password, ca, deadline } = section;
  return {
    nodes: node,
    deadline,
    ...(cloudId === undefined ? {} : { cloudId }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { caFile: ca }),
  };
}
