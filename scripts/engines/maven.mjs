// Gets artifacts of Maven Central: by Maven, which knows the mirror and the proxy of its settings, else by HTTPS.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const CENTRAL = 'https://repo1.maven.org/maven2';
/** Milliseconds for one file. */
const WITHIN = 600_000;
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/**
 * @typedef {object} Artifact
 * @property {string} path below the repository's root
 * @property {string} sha256
 */

/**
 * Puts one artifact into a folder, under its own name.
 * @param {{ group: string, artifact: string, version: string, type: string, sha256: string }} pinned
 * @param {string} folder
 * @returns {Promise<string>} the file
 */
export async function fetchArtifact(pinned, folder) {
  const { group, artifact, version, type, sha256 } = pinned;
  const name = `${artifact}-${version}.${type}`;
  const file = join(folder, name);
  const byMaven = await mvn(folder, [
    `${PLUGIN}:copy`,
    `-Dartifact=${group}:${artifact}:${version}:${type}`,
    `-DoutputDirectory=${folder}`,
    '-Dmdep.useBaseVersion=true',
  ]);
  if (!byMaven) await download(`${group.replaceAll('.', '/')}/${artifact}/${version}/${name}`, file);
  await verify(file, sha256);
  return file;
}

/**
 * Puts an artifact and all that it needs into a folder. Maven finds out by itself what that is; without it each is
 * downloaded. What is there must be what is pinned, no more and no less.
 * @param {{ group: string, artifact: string, version: string }} top
 * @param {readonly Artifact[]} jars
 * @param {string} folder
 */
export async function fetchWithDependencies(top, jars, folder) {
  await mkdir(folder, { recursive: true });
  const pom = join(folder, 'pom.xml');
  const dependency = `<groupId>${top.group}</groupId><artifactId>${top.artifact}</artifactId><version>${top.version}</version>`;
  await writeFile(
    pom,
    `<project><modelVersion>4.0.0</modelVersion><groupId>aisle</groupId><artifactId>engines</artifactId><version>1</version><dependencies><dependency>${dependency}</dependency></dependencies></project>\n`,
  );
  const byMaven = await mvn(folder, [
    '-f',
    pom,
    `${PLUGIN}:copy-dependencies`,
    `-DoutputDirectory=${folder}`,
  ]);
  for (const { path, sha256 } of jars) {
    const file = join(folder, basename(path));
    if (!byMaven) await download(path, file);
    await verify(file, sha256);
  }
}

/** False where there is no Maven or it could not get the files. */
function mvn(folder, args) {
  return new Promise((resolve) => {
    // In a folder of its own: a project's pom.xml must not have a say.
    const child = spawn('mvn', ['-q', '-B', ...args], {
      cwd: folder,
      stdio: 'ignore',
      timeout: WITHIN,
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

async function download(path, file) {
  const url = `${CENTRAL}/${path}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(WITHIN) });
  if (!answer.ok || answer.body === null) throw new Error(`${url} answered ${answer.status}`);
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file));
}

async function verify(file, sha256) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== sha256) throw new Error(`${basename(file)} has SHA-256 ${found}, pinned is ${sha256}`);
}
