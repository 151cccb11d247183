// Downloads a server once and makes it ready to run; every start uses the same unpacked files and changes none of them.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findJdk } from './java.mjs';
import { KINDS } from './kinds.mjs';
import { fetchArtifact, fetchWithDependencies } from './maven.mjs';

const execute = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));

/** Where the servers are unpacked. Root runs them as nobody, who cannot enter a closed home folder. */
export function enginesHome() {
  if (process.env.AISLE_ENGINES_HOME) return process.env.AISLE_ENGINES_HOME;
  const closed = process.getuid?.() === 0 && (statSync(homedir()).mode & 0o001) === 0;
  return closed ? '/var/cache/aisle/engines' : join(homedir(), '.cache/aisle/engines');
}

/**
 * The folder of a server; a change of its Java sources gives another one.
 * @param {import('./kinds.mjs').Kind} kind
 */
function folderOf(kind) {
  const { version } = KINDS[kind];
  const hash = createHash('sha256');
  for (const file of sourcesOf(kind).flat()) hash.update(readFileSync(file));
  return join(enginesHome(), `${kind}-${version}-${hash.digest('hex').slice(0, 8)}`);
}

export function isInstalled(kind) {
  return existsSync(folderOf(kind));
}

/**
 * Installs a server that is not there yet.
 * @param {import('./kinds.mjs').Kind} kind
 * @returns {Promise<string>} its folder
 */
export async function installServer(kind) {
  const folder = folderOf(kind);
  if (existsSync(folder)) return folder;
  const jdk = findJdk();
  if ('why' in jdk) throw new Error(`${KINDS[kind].name} ${jdk.why}`);
  const umask = process.umask(0o022);
  mkdirSync(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    const made =
      kind === 'os' ? await makeOpenSearch(work, jdk.home) : await makeElasticsearch(kind, work, jdk.home);
    chmodSync(made, 0o755);
    publish(made, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
    process.umask(umask);
  }
  return folder;
}

/** Two that install at once make the same; the first stays. */
function publish(made, folder) {
  try {
    renameSync(made, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

async function makeElasticsearch(kind, work, jdk) {
  const { zip, version } = KINDS[kind];
  const file = await fetchArtifact(zip, work);
  await execute(join(jdk, 'bin/jar'), ['--extract', '--file', file], { cwd: work });
  const home = join(work, `elasticsearch-${version}`);
  for (const name of readdirSync(join(home, 'bin'))) chmodSync(join(home, 'bin', name), 0o755);
  for (const [name, plugin] of Object.entries(KINDS[kind].plugins)) {
    const folder = join(home, 'plugins', name);
    await compile(jdk, join(home, 'lib/*'), plugin.sources.flatMap(javaFiles), join(folder, `${name}.jar`));
    await writeFile(
      join(folder, 'plugin-descriptor.properties'),
      [
        `name=${name}`,
        `description=${name}: left out of the integration-test distribution`,
        'version=1.0.0',
        `classname=${plugin.class}`,
        'java.version=21',
        `elasticsearch.version=${version}`,
        '',
      ].join('\n'),
    );
  }
  return home;
}

async function makeOpenSearch(work, jdk) {
  const home = join(work, 'opensearch');
  const lib = join(home, 'lib');
  await fetchWithDependencies(KINDS.os.runner, KINDS.os.jars, lib);
  await compile(jdk, join(lib, '*'), javaFiles('../opensearch'), join(lib, 'opensearch-node.jar'));
  return home;
}

async function compile(jdk, classPath, sources, jar) {
  const classes = `${jar}.classes`;
  mkdirSync(classes, { recursive: true });
  await execute(join(jdk, 'bin/javac'), [
    ...['-nowarn', '-proc:none', '--release', '21', '-cp', classPath, '-d', classes],
    ...sources,
  ]);
  await execute(join(jdk, 'bin/jar'), ['--create', '--file', jar, '-C', classes, '.']);
  rmSync(classes, { recursive: true });
}

function sourcesOf(kind) {
  if (kind === 'os') return [javaFiles('../opensearch')];
  return Object.values(KINDS[kind].plugins).map(({ sources }) => sources.flatMap(javaFiles));
}

function javaFiles(folder) {
  const place = join(here, 'plugins', folder);
  return readdirSync(place)
    .filter((name) => name.endsWith('.java'))
    .sort()
    .map((name) => join(place, name));
}
