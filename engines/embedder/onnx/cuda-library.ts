import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Whether ONNX Runtime's CUDA provider was installed with it. Asked before `auto` tries it: where it is missing, the
 * runtime writes an error of its own to the terminal.
 */
export function hasCudaLibrary(): boolean {
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const name =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  return existsSync(join(root, 'bin', 'napi-v6', process.platform, process.arch, name));
}
