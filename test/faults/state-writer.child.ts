/** Writes events one after another and several at a time, and prints each id once it is acknowledged. */
import { writeSync } from 'node:fs';
import { silentLogger } from '../../base/index.js';
import { openSqliteState } from '../../engines/state/index.js';

const file = process.argv[2] ?? '';
const store = await openSqliteState(file, { log: silentLogger });
writeSync(1, 'ready\n');
const writer = async (name: string): Promise<void> => {
  for (let i = 0; ; i += 1) {
    const eventId = `${name}-${i}`;
    await store.appendEvents([
      {
        eventId,
        type: 'click',
        action: 'click',
        shopper: `user:${name}`,
        productId: 'p',
        time: i,
        raw: '{}',
      },
    ]);
    writeSync(1, `${eventId}\n`);
  }
};
await Promise.all(['a', 'b', 'c', 'd'].map(writer));
