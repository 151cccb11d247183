import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Milliseconds that npm may take. */
const TIMEOUT = 300_000;

/** Installs a package, which is none of this project's, into a folder of its own, and loads it. */
export async function loadPeer(folder: string, name: string): Promise<{ exports: unknown; version: string }> {
  const manifest = join(folder, 'package.json');
  await mkdir(folder, { recursive: true });
  await writeFile(manifest, '{"private":true}', { flag: 'wx' }).catch(() => undefined);
  const require = createRequire(manifest);
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', name], {
    cwd: folder,
    timeout: TIMEOUT,
  });
  const { version } = require(join(folder, 'node_modules', name, 'package.json')) as { version: string };
  return { exports: require(name), version };
}
