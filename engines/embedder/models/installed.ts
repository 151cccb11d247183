import { join } from 'node:path';
import { AisleError, sha256File } from '../../../base/index.js';
import { filesOf, type ModelRecord, type Precision } from './records.js';

/** The model's files in the local cache. */
export interface ModelPaths {
  readonly folder: string;
  readonly model: string;
  readonly tokenizer: string;
}

export function pathsOf(cacheDir: string, record: ModelRecord, precision: Precision): ModelPaths {
  const folder = join(cacheDir, record.id, precision);
  return { folder, model: join(folder, 'model.onnx'), tokenizer: join(folder, 'tokenizer.json') };
}

/** Whether the cache holds the very files that are pinned: `missing`, `damaged` with the file's path, or `ready`. */
export async function inspect(
  paths: ModelPaths,
  record: ModelRecord,
  precision: Precision,
): Promise<{ readonly state: 'ready' | 'missing' } | { readonly state: 'damaged'; readonly file: string }> {
  const wanted = [
    [paths.model, filesOf(record, precision).model.sha256],
    [paths.tokenizer, record.tokenizer.sha256],
  ] as const;
  for (const [file, sha256] of wanted) {
    let found: string;
    try {
      found = await sha256File(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'missing' };
      throw error;
    }
    if (found !== sha256) return { state: 'damaged', file };
  }
  return { state: 'ready' };
}

/** The model's files, checked. Never touches the network: throws `unavailable` or `corrupt` and says what to run. */
export async function requireModel(
  cacheDir: string,
  record: ModelRecord,
  precision: Precision,
): Promise<ModelPaths> {
  const paths = pathsOf(cacheDir, record, precision);
  const found = await inspect(paths, record, precision);
  const remedy = `run \`aisle model fetch --model ${record.id}\``;
  if (found.state === 'missing') {
    throw new AisleError(
      'unavailable',
      `the model ${record.id} (${precision}) is not in ${cacheDir}: ${remedy}`,
    );
  }
  if (found.state === 'damaged') {
    throw new AisleError('corrupt', `${found.file} is not the pinned file of ${record.id}: ${remedy}`);
  }
  return paths;
}
