import type { IndexMeta } from './index-meta.js';
import { GRAPH } from './parameters.js';

/** The most dimensions that a server takes. */
export const MOST_DIMENSIONS = 4_096;

/** `_id` of the document that holds the packed moments. */
export const MOMENTS_ID = 'moments';

/** What an index is created with. While it is built there are no copies and no refreshes; {@link finishedSettings} restores both. */
export function vectorIndexBody(parts: {
  readonly dimensions: number;
  readonly shards: number;
  readonly meta: IndexMeta;
  readonly alias: string;
}): object {
  const { dimensions, shards, meta, alias } = parts;
  return {
    settings: { number_of_shards: shards, number_of_replicas: 0, refresh_interval: '-1' },
    aliases: { [alias]: {} },
    mappings: {
      dynamic: 'strict',
      _meta: meta,
      // A vector is read from its column `raw`, to the bit; its document need not say it again.
      _source: { includes: ['moments'] },
      properties: {
        ordinal: { type: 'integer' },
        vector: {
          type: 'dense_vector',
          dims: dimensions,
          index: true,
          similarity: 'dot_product',
          index_options: GRAPH,
        },
        raw: { type: 'binary', doc_values: true },
        moments: { type: 'binary' },
      },
    },
  };
}

export function finishedSettings(replicas: number): object {
  return { index: { number_of_replicas: replicas, refresh_interval: null } };
}

/** The document of one vector. The graph's bytes are coarse: seven decimals do, and cosines are told from `raw`. */
export function vectorDocument(ordinal: number, row: Float32Array): string {
  let values = '';
  for (const x of row) values += `${values === '' ? '' : ','}${Math.round(x * 1e7)}e-7`;
  return `{"ordinal":${ordinal},"vector":[${values}],"raw":"${encode(row)}"}`;
}

export function momentsDocument(packed: Float64Array): string {
  return JSON.stringify({ moments: encode(packed) });
}

/** The numbers' bytes (little-endian) as base64. */
function encode(numbers: Float32Array | Float64Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}

/** Undefined unless the text holds exactly so many bytes. The bytes lie at the beginning of a buffer of their own. */
export function decode(text: unknown, bytes: number): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text !== 'string') return undefined;
  const decoded = Buffer.from(text, 'base64');
  return decoded.length === bytes ? new Uint8Array(decoded) : undefined;
}
