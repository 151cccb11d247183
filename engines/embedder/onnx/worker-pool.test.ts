import { describe, expect, test } from '@jest/globals';
import { getEventListeners, getMaxListeners } from 'node:events';
import { AisleError, silentLogger } from '../../../base/index.js';
import { WorkerPool } from './worker-pool.js';
import type { EmbedWorker } from './worker.js';

/** A thread that does what the test says, when it says so. Its vectors have one dimension: the length of the text. */
class Scripted implements EmbedWorker {
  alive = true;
  closed = false;
  readonly given: (readonly string[])[] = [];
  #end: ((died: boolean) => void) | undefined;

  run(texts: readonly string[]): Promise<Float32Array> {
    this.given.push(texts);
    return new Promise((resolve, reject) => {
      this.#end = (died) => {
        if (died) reject(new AisleError('unavailable', 'an embedding thread died'));
        else resolve(Float32Array.from(texts, (text) => text.length));
      };
    });
  }

  finish(): void {
    this.#end?.(false);
  }

  die(): void {
    this.alive = false;
    this.#end?.(true);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const died = { code: 'unavailable', message: 'an embedding thread died' };

/** A pool of one thread, and what it starts afterwards; undefined: it cannot be started. */
function poolOf(...later: (Scripted | undefined)[]) {
  const first = new Scripted();
  const started: (Scripted | undefined)[] = [];
  const start = async () => {
    const next = later.shift();
    started.push(next);
    if (next === undefined) throw new AisleError('unavailable', 'no memory for a thread');
    return next;
  };
  return { first, started, pool: new WorkerPool([first], 1, start, silentLogger) };
}

describe('WorkerPool', () => {
  test('any number of runs may wait with one signal, and it is let go when they are done', async () => {
    const { first, pool } = poolOf();
    const { signal } = new AbortController();
    const runs = Array.from({ length: 20 }, (_, i) => pool.passages(['a'.repeat(i + 1)], { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(20);
    // Past that many Node warns of a leak.
    expect(getMaxListeners(signal)).toBe(Infinity);
    for (const run of runs) {
      await turn();
      first.finish();
      await run;
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('hands waiting queries over together, and before passages', async () => {
    const { first, pool } = poolOf();
    const passages = [pool.passages(['aaa']), pool.passages(['bbbb'])];
    await turn();
    const queries = Promise.all([pool.query('c'), pool.query('dd')]);
    await turn();
    expect(first.given).toEqual([['aaa']]);
    first.finish();
    await passages[0];
    await turn();
    expect(first.given).toEqual([['aaa'], ['c', 'dd']]);
    first.finish();
    expect(await queries).toEqual([Float32Array.of(1), Float32Array.of(2)]);
    await turn();
    first.finish();
    expect(await passages[1]).toEqual(Float32Array.of(4));
    await pool.close();
    expect(first.closed).toBe(true);
    await expect(pool.query('e')).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('a thread that dies takes its own work with it; the next one does the rest', async () => {
    const second = new Scripted();
    const { first, pool } = poolOf(second);
    const lost = pool.query('lost');
    await turn();
    const waiting = pool.query('waiting');
    first.die();
    await expect(lost).rejects.toMatchObject(died);
    await turn();
    expect(second.given).toEqual([['waiting']]);
    second.finish();
    expect(await waiting).toEqual(Float32Array.of(7));
    await pool.close();
  });

  test('a thread that died while it waited for work loses none', async () => {
    const second = new Scripted();
    const { first, pool } = poolOf(second);
    first.die();
    const asked = pool.query('asked');
    await turn();
    await turn();
    expect(first.given).toEqual([]);
    second.finish();
    expect(await asked).toEqual(Float32Array.of(5));
    await pool.close();
  });

  test('without a thread every call hears why, and each tries to start one', async () => {
    const third = new Scripted();
    const { first, started, pool } = poolOf(undefined, undefined, third);
    const lost = pool.query('lost');
    await turn();
    const waiting = pool.passages(['waiting']);
    first.die();
    await expect(lost).rejects.toMatchObject(died);
    await expect(waiting).rejects.toMatchObject({ message: 'no memory for a thread' });
    await expect(pool.query('later')).rejects.toMatchObject({ message: 'no memory for a thread' });
    const served = pool.query('served');
    await turn();
    await turn();
    third.finish();
    expect(await served).toEqual(Float32Array.of(6));
    expect(started).toEqual([undefined, undefined, third]);
    await pool.close();
  });

  test('closes when the work that was accepted is done', async () => {
    const { first, pool } = poolOf();
    const asked = pool.query('asked');
    await turn();
    let closed = false;
    const closing = pool.close().then(() => (closed = true));
    await turn();
    expect(closed).toBe(false);
    first.finish();
    await asked;
    await closing;
  });

  test('what is cancelled while it waits is not done', async () => {
    const { first, pool } = poolOf();
    const running = pool.query('running');
    await turn();
    const stop = new AbortController();
    const cancelled = pool.query('cancelled', { signal: stop.signal });
    stop.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'deadline_exceeded' });
    first.finish();
    await running;
    await pool.close();
    expect(first.given).toEqual([['running']]);
  });
});
