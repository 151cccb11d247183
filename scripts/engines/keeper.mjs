// `keeper.mjs es|es8|os|os3`: holds a server for as long as its standard input is open, so that none outlives the tests,
// whatever ends them. Says in one line of JSON where it is, or why it did not start. For os3 a line `kill 0` or
// `start 0` does so with a node and is answered by a line.
import { createInterface } from 'node:readline';
import { startCluster } from './cluster.mjs';
import { startServer } from './servers.mjs';

const [kind] = process.argv.slice(2);
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const attempt = (work) =>
  work().catch((error) => ({ error: error instanceof Error ? error.message : String(error) }));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
const lines = createInterface({ input: process.stdin });
// What it holds is killed with it.
lines.once('close', () => process.exit(0));

if (kind === 'os3') await keepCluster();
else say(await attempt(async () => ({ address: (await startServer(kind, { lean: true })).address })));

async function keepCluster() {
  let nodes = [];
  const describe = () => ({ nodes: nodes.map(({ address, pid }) => ({ address, pid })) });
  say(
    await attempt(async () => {
      ({ nodes } = await startCluster({ lean: true }));
      return describe();
    }),
  );
  for await (const line of lines) {
    const [command, number] = line.split(' ');
    say(
      await attempt(async () => {
        await (command === 'kill' ? nodes[number].kill() : nodes[number].start());
        return describe();
      }),
    );
  }
}
