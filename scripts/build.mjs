// Compiles the TypeScript (tests included) and bundles the web page and the clients for browsers.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const tsc = spawnSync(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'], {
  stdio: 'inherit',
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

const { build } = await import('esbuild');
await build({
  entryPoints: { instantsearch: 'clients/instantsearch/index.ts' },
  outdir: 'dist/clients',
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
});

if (existsSync('web/main.tsx')) {
  mkdirSync('dist/web', { recursive: true });
  await build({
    entryPoints: ['web/main.tsx', 'web/style.css'],
    outdir: 'dist/web',
    bundle: true,
    minify: true,
    sourcemap: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
  });
  cpSync(join('web', 'index.html'), join('dist', 'web', 'index.html'));
}
