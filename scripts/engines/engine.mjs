// npm run engine:install, engine:start and engine:stop: a real search server for development.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCluster } from './cluster.mjs';
import { enginesHome, installServer, isInstalled } from './install.mjs';
import { findJdk } from './java.mjs';
import { allKinds, KINDS } from './kinds.mjs';
import { killGroup } from './process.mjs';
import { release, removeFolder, startServer } from './servers.mjs';

const NAMES = [...allKinds(), 'os3'];
const USAGE = `usage: npm run engine:install
       npm run engine:start -- ${NAMES.join('|')} [--port N] [--heap MB] [--lean]
       npm run engine:stop -- ${NAMES.join('|')}
es: ${KINDS.es.name}; es8: ${KINDS.es8.name}; os: ${KINDS.os.name}; os3: a cluster of three of these
`;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
const commands = { install, start, stop };
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string' }, heap: { type: 'string' }, lean: { type: 'boolean' } },
  });
  const [command, name] = positionals;
  const known = Object.hasOwn(commands, command ?? '') && (command === 'install' || NAMES.includes(name));
  if (!known) fail(USAGE.trimEnd(), 2);
  const numbers = { port: whole('port', values.port), heap: whole('heap', values.heap) };
  const given = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
  await commands[command](name, { ...given, lean: values.lean ?? false });
  process.exit(0);
} catch (error) {
  fail(error.message, 1);
}

async function install() {
  const jdk = findJdk();
  // Not a failure: the tests that want a server are skipped for the same reason.
  if ('why' in jdk) return print(`search servers skipped: ${jdk.why}`);
  for (const kind of allKinds()) {
    const done = isInstalled(kind);
    const seconds = stopwatch();
    const folder = await installServer(kind);
    print(`${KINDS[kind].name} ${done ? 'is' : `installed in ${seconds()} s`} in ${folder}`);
  }
}

async function start(name, options) {
  const running = read(name);
  if (running !== undefined)
    fail(`${name} runs on ${running.addresses.join(', ')} (pid ${running.pids.join(', ')})`, 1);
  const jdk = findJdk();
  if ('why' in jdk) fail(jdk.why, 1);
  const preparing = stopwatch();
  await installServer(name === 'os3' ? 'os' : name);
  const prepared = preparing();
  const starting = stopwatch();
  const started = name === 'os3' ? ofCluster(await startCluster(options)) : await ofServer(name, options);
  release(started);
  mkdirSync(join(enginesHome(), 'running'), { recursive: true });
  writeFileSync(stateFile(name), JSON.stringify(started));
  print(
    `${started.title} on ${started.addresses.join(', ')}, pid ${started.pids.join(', ')}: prepared in ${prepared} s, started in ${starting()} s`,
  );
}

async function ofServer(kind, options) {
  const { name: title, address, pids, folder } = await startServer(kind, options);
  return { title, addresses: [address], pids, folder };
}

function ofCluster({ name: title, nodes, folder }) {
  return { title, addresses: nodes.map(({ address }) => address), pids: nodes.map(({ pid }) => pid), folder };
}

async function stop(name) {
  const running = read(name);
  if (running === undefined) return print(`${name} is not running`);
  running.pids.forEach(killGroup);
  removeFolder(running.folder);
  rmSync(stateFile(name));
  print(`${running.title} stopped`);
}

/** What `start` wrote; undefined when none of its processes is alive. */
function read(name) {
  try {
    const state = JSON.parse(readFileSync(stateFile(name), 'utf8'));
    return state.pids.some(isAlive) ? state : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function stateFile(name) {
  return join(enginesHome(), 'running', `${name}.json`);
}

function whole(option, value) {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new Error(`--${option}: expected a whole number, got ${value}`);
  return Number(value);
}

function stopwatch() {
  const begun = performance.now();
  return () => ((performance.now() - begun) / 1000).toFixed(1);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

function fail(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
