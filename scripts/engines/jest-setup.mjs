// Jest's globalSetup: answers the suites where a search server is. The first that asks has it started, the others wait
// for the same start. The servers are held by keepers, which see this process end. What the tests and the servers write
// goes to memory.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { allKinds, KINDS } from './kinds.mjs';
import { memoryFolder } from './memory-folder.mjs';
import { whyNot } from './servers.mjs';

const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));
/** The address of a server that is running already, for development. */
const GIVEN = { es: 'AISLE_TEST_ES', es8: 'AISLE_TEST_ES8', os: 'AISLE_TEST_OS' };

export default async function setup() {
  const folder = memoryFolder();
  // The workers and the keepers get this process' environment.
  if (folder !== undefined) process.env.TMPDIR = folder;
  /** @type {Map<string, { child: import('node:child_process').ChildProcess, answer: Promise<string> }>} */
  const kept = new Map();
  const control = createServer((request, response) => {
    const kind = request.url?.slice(1) ?? '';
    if (!Object.hasOwn(KINDS, kind)) {
      response.writeHead(404).end();
      return;
    }
    if (!kept.has(kind)) kept.set(kind, keep(kind));
    void kept.get(kind)?.answer.then((answer) => response.end(answer));
  });
  control.unref();
  control.listen(0, '127.0.0.1');
  await once(control, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (control.address());
  process.env.AISLE_TEST_SEARCH = JSON.stringify({
    control: `http://127.0.0.1:${port}`,
    servers: allKinds().map((kind) => {
      const address = process.env[GIVEN[kind]];
      return { kind, name: KINDS[kind].name, ...(address ? { address } : { why: whyNot(kind) }) };
    }),
  });
  globalThis.stopSearchServers = async () => {
    await Promise.all([...kept.values()].map(({ child }) => stop(child)));
    control.closeAllConnections();
    control.close();
  };
}

function keep(kind) {
  // In a group of its own: a ctrl-C reaches this process alone, and its end the keeper.
  const child = spawn(process.execPath, [keeper, kind], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const answer = new Promise((resolve) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) =>
      resolve(JSON.stringify({ error: `the keeper ended with exit code ${code}` })),
    );
  });
  return { child, answer };
}

async function stop(child) {
  if (child.exitCode !== null) return;
  child.stdin.end();
  await once(child, 'exit');
}
