// The whole truth: install, format, lint, rooms, unused code, types, build, every test. Ends with one line of counts.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, requireNode, run } from './run.mjs';

requireNode();
const node = process.execPath;
const bin = (name) => join('node_modules', ...name.split('/'));
const work = mkdtempSync(join(tmpdir(), 'aisle-check-'));
const results = join(work, 'jest.json');

const steps = [
  ['build', () => run(node, ['scripts/build.mjs'])],
  ['format', () => run(node, [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'])],
  ['page types', () => run(node, [bin('typescript/bin/tsc'), '-p', 'web'])],
  [
    'rooms',
    () =>
      run(node, [
        bin('dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        '.',
      ]),
  ],
  ['unused code', () => run(node, [bin('knip/bin/knip.js')])],
  ['model', () => run(node, ['dist/cli/main.js', 'model', 'fetch'])],
  ['engines', () => run(node, ['scripts/engines/engine.mjs', 'install'])],
  [
    'tests',
    () =>
      run(node, [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        bin('jest/bin/jest.js'),
        '--json',
        `--outputFile=${results}`,
        ...process.argv.slice(2),
      ]),
  ],
];

const failedSteps = [];
let passedSteps = 0;
// Without packages or compiled files nothing after them can run.
if (await passes('install', install)) {
  // By far the longest of the steps that need nothing but the packages.
  const lint = passes('lint', besides('lint', [bin('eslint/bin/eslint.js'), '.']));
  for (const [name, step] of steps) {
    if (!(await passes(name, step)) && name === 'build') break;
  }
  await lint;
}

const tests = readResults();
const allowed = new Set(['cuda', 'docker']);
const forbidden =
  process.env.CI === 'true'
    ? tests.skipped.filter((name) => ![...allowed].some((word) => name.includes(`[${word}]`)))
    : [];
for (const name of tests.skipped) process.stdout.write(`skipped: ${name}\n`);
for (const name of forbidden) process.stderr.write(`a skip that CI does not allow: ${name}\n`);
if (failedSteps.length > 0) process.stderr.write(`\nfailed steps: ${failedSteps.join(', ')}\n`);

const failed =
  tests.failed +
  failedSteps.filter((name) => name !== 'tests' || tests.failed === 0).length +
  forbidden.length;
const passed = tests.passed + passedSteps;
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

async function passes(name, step) {
  process.stdout.write(`\n▸ ${name}\n`);
  const start = performance.now();
  const code = await step();
  process.stdout.write(
    `${code === 0 ? '✓' : '✗'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)\n`,
  );
  if (code === 0) passedSteps += 1;
  else failedSteps.push(name);
  return code === 0;
}

/** A step beside others: what it says is shown in one piece when it has ended. */
function besides(name, args) {
  return async () => {
    const file = join(work, `${name}.log`);
    const log = openSync(file, 'w');
    const code = await run(node, args, { stdio: ['ignore', log, log] });
    closeSync(log);
    process.stdout.write(readFileSync(file));
    return code;
  };
}

function readResults() {
  try {
    const report = JSON.parse(readFileSync(results, 'utf8'));
    const skipped = report.testResults.flatMap((file) =>
      file.assertionResults
        .filter((test) => test.status === 'pending' || test.status === 'todo')
        .map((test) => test.fullName),
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
      skipped,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
