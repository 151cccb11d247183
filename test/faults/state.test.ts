import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { silentLogger } from '../../base/index.js';
import { openSqliteState, type StateStore } from '../../engines/state/index.js';
import { writeStateOfFormat2 } from '../fixtures/old-state.js';
import { smallDisk } from '../fixtures/small-disk.js';
import { event } from '../fixtures/shopper-event.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-state-'));
  file = join(folder, 'state.db');
});
afterEach(() => rm(folder, { recursive: true }));

const open = (busyTimeout = 100): Promise<StateStore> =>
  openSqliteState(file, { log: silentLogger, busyTimeout });

/** Starts the writing child, kills it with SIGKILL after so many acknowledgements, answers those. */
async function writeAndKill(acknowledgements: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'state-writer.child.js'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') continue;
    acknowledged.push(line);
    // What is still in the pipe was acknowledged too: read on to its end.
    if (acknowledged.length === acknowledgements) child.kill('SIGKILL');
  }
  return acknowledged;
}

describe('kill -9', () => {
  test('everything acknowledged is there, at several instants over the same file', async () => {
    let state = 20_240_601;
    let known: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      const acknowledged = await writeAndKill(1 + (state % 300));
      known = [...new Set([...known, ...acknowledged])];
      const store = await open();
      const stored = new Set<string>();
      for (const name of ['a', 'b', 'c', 'd']) {
        for (const { eventId } of await store.exportShopper(`user:${name}`)) stored.add(eventId);
      }
      await store.close();
      expect(known.filter((id) => !stored.has(id))).toEqual([]);
    }
    const db = new Database(file, { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });
});

describe('a locked file', () => {
  test('opening says who to look for, after a bounded wait', async () => {
    await (await open()).close();
    const other = new Database(file);
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE');
    await expect(open()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('locked by another process'),
    });
    other.close();
    await (await open()).close();
  });

  test('a write is refused while another process writes, reads go on, and later writes work', async () => {
    const store = await open();
    await store.appendEvents([event({ shopper: 'user:lock' })]);
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.put('k', 'v')).rejects.toMatchObject({ code: 'unavailable' });
    expect((await store.history('user:lock', 5)).events).toHaveLength(1);
    other.exec('ROLLBACK');
    other.close();
    await store.put('k', 'v');
    expect(await store.get('k')).toBe('v');
    await store.close();
  });
});

describe('a damaged or foreign file', () => {
  test('no SQLite file at all', async () => {
    await writeFile(file, Buffer.alloc(8_192, 'junk'));
    await expect(open()).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('a truncated file', async () => {
    const store = await open();
    await store.appendEvents(Array.from({ length: 300 }, () => event({ raw: 'x'.repeat(400) })));
    await store.close();
    await truncate(file, 12_288);
    const opened = open().then(async (damaged) => {
      await damaged.exportShopper('user:ann').finally(() => damaged.close());
    });
    await expect(opened).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('a flipped page is named as damage, not answered as data', async () => {
    const store = await open();
    await store.appendEvents(Array.from({ length: 300 }, () => event({ raw: 'x'.repeat(400) })));
    await store.close();
    const bytes = await readFile(file);
    bytes.fill(0xa5, 8_192);
    await writeFile(file, bytes);
    const read = open().then(async (damaged) => {
      await damaged.exportShopper('user:ann').finally(() => damaged.close());
    });
    await expect(read).rejects.toMatchObject({ code: 'corrupt' });
  });

  test("another program's SQLite file is left as it is", async () => {
    const db = new Database(file);
    db.exec('CREATE TABLE theirs (a)');
    db.close();
    const before = await readFile(file);
    await expect(open()).rejects.toMatchObject({ code: 'bad_file' });
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  test('a newer format is refused and named', async () => {
    await (await open()).close();
    const db = new Database(file);
    db.pragma('user_version = 99');
    db.close();
    await expect(open()).rejects.toMatchObject({
      code: 'bad_file',
      message: expect.stringContaining('format 99'),
    });
  });

  test('an older format that was never released is refused and named', async () => {
    writeStateOfFormat2(file);
    const db = new Database(file);
    db.pragma('user_version = 1');
    db.close();
    await expect(open()).rejects.toMatchObject({
      code: 'bad_file',
      message: expect.stringContaining('format 1'),
    });
  });

  test('a folder in its place', async () => {
    file = folder;
    await expect(open()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a file of an older format', () => {
  test('is brought up to this one, and keeps what it knows', async () => {
    writeStateOfFormat2(file);
    const store = await open();
    expect(await store.history('user:ann', 5)).toEqual({
      events: [{ productId: 'p1', type: 'click', time: 5 }],
      version: 7,
    });
    expect(await store.get('k')).toBe('v');
    const change = { kind: 'delete', id: 'p1' } as const;
    expect(await store.ops.append([{ change, time: 1 }])).toEqual([1]);
    await store.close();
    const again = await open();
    expect(await again.ops.read(0, 5)).toEqual([{ seq: 1, change, time: 1 }]);
    await again.close();
  });

  test('two processes that open it at once both find it whole', async () => {
    writeStateOfFormat2(file);
    const [one, other] = await Promise.all([open(5_000), open(5_000)]);
    expect(await one.ops.append([{ change: { kind: 'delete', id: 'a' }, time: 1 }])).toEqual([1]);
    expect(await other.ops.last()).toBe(1);
    await one.close();
    await other.close();
  });
});

describe('a full disk', () => {
  const onSmallDisk = smallDisk(1_048_576);

  onSmallDisk('is named, nothing acknowledged is lost, reads go on', async (disk) => {
    file = join(disk, 'state.db');
    const store = await open();
    const acknowledged: string[] = [];
    let refused: unknown;
    for (let i = 0; refused === undefined && i < 1_000; i += 1) {
      const one = event({ shopper: 'user:full', raw: 'y'.repeat(8_000) });
      await store.appendEvents([one]).then(
        () => acknowledged.push(one.eventId),
        (error: unknown) => (refused = error),
      );
    }
    expect(refused).toMatchObject({ code: 'storage_full' });
    expect(acknowledged.length).toBeGreaterThan(10);
    const stored = new Set((await store.exportShopper('user:full')).map(({ eventId }) => eventId));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    await store.close();
    const again = await open();
    expect((await again.counts()).events).toBe(acknowledged.length);
    await again.close();
  });
});
