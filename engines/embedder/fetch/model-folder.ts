import { join } from 'node:path';
import { AisleError, sha256File } from '../../../base/index.js';
import { filesOf, type ModelRecord, type Precision } from '../models/models.js';

export interface ModelPaths {
  readonly onnx: string;
  readonly tokenizer: string;
}

/** Where a model lies in the cache. */
export function modelFolder(cacheDir: string, record: ModelRecord, precision: Precision): string {
  return join(cacheDir, record.id, precision);
}

export function pathsIn(folder: string): ModelPaths {
  return { onnx: join(folder, 'model.onnx'), tokenizer: join(folder, 'tokenizer.json') };
}

/** Checks both files. Throws `unavailable` (missing) or `corrupt` (another content than the pinned one). */
export async function verifyModel(
  folder: string,
  record: ModelRecord,
  precision: Precision,
): Promise<ModelPaths> {
  const files = filesOf(record, precision);
  const paths = pathsIn(folder);
  await verifyFile(paths.onnx, files.onnx.sha256, record.id);
  await verifyFile(paths.tokenizer, files.tokenizer.sha256, record.id);
  return paths;
}

export async function verifyFile(path: string, expected: string, what: string): Promise<void> {
  let actual: string;
  try {
    actual = await sha256File(path);
  } catch (error) {
    throw new AisleError('unavailable', `${what}: ${path} is not there: run \`aisle model fetch\``, {
      cause: error,
    });
  }
  if (actual !== expected) {
    throw new AisleError(
      'corrupt',
      `${what}: ${path} has SHA-256 ${actual}, expected ${expected}: run \`aisle model fetch\``,
    );
  }
}
