// Finds the JDK that runs the servers and compiles what they need.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const NEEDED = 21;
const FOLDERS = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines', '/opt/java'];

/**
 * The JDK of JAVA_HOME, or else the oldest here that is new enough: the servers were built for it.
 * @returns {{ home: string } | { why: string }}
 */
export function findJdk() {
  const wanted = homes(process.env.JAVA_HOME).find((home) => versionOf(home) >= NEEDED);
  if (wanted !== undefined) return { home: wanted };
  const found = [...FOLDERS.flatMap((folder) => list(folder)), ...onPath()]
    .flatMap(homes)
    .map((home) => ({ home, version: versionOf(home) }))
    .filter(({ version }) => version > 0)
    .sort((a, b) => a.version - b.version);
  const able = found.find(({ version }) => version >= NEEDED);
  if (able !== undefined) return { home: able.home };
  const versions = [...new Set(found.map(({ version }) => version))].join(', ');
  return { why: `needs JDK ${NEEDED}+, found ${versions === '' ? 'none' : versions}` };
}

/** The folder itself, or what macOS wraps in it. */
function homes(folder) {
  return folder === undefined || folder === '' ? [] : [folder, join(folder, 'Contents/Home')];
}

function onPath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'javac'))
    .filter((javac) => existsSync(javac))
    .map((javac) => dirname(dirname(realpathSync(javac))));
}

function list(folder) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** The feature version (21) of a JDK; 0 where there is none, or only what runs Java and does not compile it. */
function versionOf(home) {
  try {
    if (!existsSync(join(home, 'bin/javac'))) return 0;
    return Number(/JAVA_VERSION="(\d+)/.exec(readFileSync(join(home, 'release'), 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
