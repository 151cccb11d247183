// What `docker build --target cpu` does to the tracked files, without Docker: the WORKDIR, COPY and RUN steps of its
// stages, each stage in an empty folder of its own, then the command line from what the image would hold.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const TARGET = 'cpu';

/** Steps on folders outside the working folder, which only root may make. */
const NEEDS_ROOT = /\b(chown|apt-get)\b/;

const folder = mkdtempSync(join(tmpdir(), 'aisle-image-'));
try {
  const stages = readStages(readFileSync('Dockerfile', 'utf8'));
  const context = join(folder, 'context');
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of files) place(file, join(context, file));

  const built = new Map();
  const image = buildStage(TARGET, stages, context, built);
  // The image holds none of this: what it needs of it has been copied.
  rmSync(context, { recursive: true });
  for (const [name, { root }] of built) if (name !== TARGET) rmSync(root, { recursive: true });

  step('what the image holds answers');
  execute(process.execPath, ['dist/cli/main.js', '--help'], image, 'ignore');
  step('its native modules load');
  for (const name of ['better-sqlite3', 'hnswlib-node', 'onnxruntime-node']) {
    execute(process.execPath, ['--input-type=module', '-e', `await import('${name}')`], image, 'inherit');
  }
  process.stdout.write('\nthe steps of the Dockerfile work\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Stages by name, each with its base and its instructions; continued lines are joined, comments left out. */
function readStages(text) {
  const stages = new Map();
  let stage;
  for (const line of text.replace(/\\\n\s*/g, '').split('\n')) {
    const [, word, rest] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
    if (word === undefined) continue;
    if (word === 'FROM') {
      const [base, , name] = rest.split(/\s+/);
      stage = { base, instructions: [] };
      stages.set(name, stage);
    } else stage.instructions.push({ word, rest });
  }
  return stages;
}

/** Builds a stage and those that it takes files from; answers its working folder. */
function buildStage(name, stages, context, built) {
  const done = built.get(name);
  if (done !== undefined) return done.work;
  const stage = stages.get(name);
  if (stage === undefined) throw new Error(`the Dockerfile has no stage ${name}`);
  if (stages.has(stage.base)) throw new Error(`${name} goes on from ${stage.base}: not done here`);
  const root = join(folder, `stage-${name}`);
  let work = root;
  const left = [];
  for (const { word, rest } of stage.instructions) {
    if (word === 'WORKDIR') {
      work = join(root, rest);
      mkdirSync(work, { recursive: true });
    } else if (word === 'COPY') {
      step(`${name}: COPY ${rest}`);
      copy(
        rest,
        work,
        (from) => {
          buildStage(from, stages, context, built);
          return built.get(from).root;
        },
        context,
      );
    } else if (word === 'RUN') {
      if (NEEDS_ROOT.test(rest)) left.push(rest);
      else {
        step(`${name}: RUN ${rest}`);
        execute('sh', ['-ec', rest], work, 'inherit');
      }
    }
  }
  for (const rest of left) process.stdout.write(`\nleft out, needs root: ${rest}\n`);
  built.set(name, { root, work });
  return work;
}

/** `COPY [--from=stage] source… target`: a folder's content goes into the target, as Docker has it. */
function copy(rest, work, rootOf, context) {
  const words = rest.split(/\s+/);
  const from = words[0].startsWith('--from=') ? words.shift().slice('--from='.length) : undefined;
  const source = from === undefined ? context : rootOf(from);
  const target = words.pop();
  for (const word of words) {
    const path = join(source, word);
    if (!existsSync(path)) throw new Error(`COPY ${rest}: there is no ${word}`);
    const into = join(work, target);
    const intoFolder = target.endsWith('/') && statSync(path).isFile();
    place(path, intoFolder ? join(into, basename(word)) : into);
  }
}

function place(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}

function step(text) {
  process.stdout.write(`\n▸ ${text}\n`);
}

function execute(command, args, cwd, stdout) {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', stdout, 'inherit'] });
  if (status !== 0) throw new Error(`failed: ${command} ${args.join(' ')}`);
}
