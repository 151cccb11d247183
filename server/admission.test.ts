import { describe, expect, test } from '@jest/globals';
import { Admission, type AdmissionLimits, type Priority } from './admission.js';

const HERE = new AbortController().signal;

const limits = (some: Partial<AdmissionLimits>): AdmissionLimits => ({
  concurrency: 1,
  queue: 10,
  patience: 600_000,
  loopDelay: 100,
  ...some,
});

/** Asks for a place; what became of it is in `log`, in order. */
function ask(admission: Admission, log: string[], priority: Priority, name: string, gone = HERE) {
  return admission.enter(priority, gone).then(
    () => void log.push(name),
    (error: unknown) => void log.push(`${name}: ${(error as { code: string }).code}`),
  );
}

describe('admission', () => {
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test('lets in what can be worked on, then searches before the catalogue before jobs', async () => {
    const admission = new Admission(limits({ concurrency: 1, queue: 10 }), () => 0);
    const log: string[] = [];
    await admission.enter('job', HERE);
    void ask(admission, log, 'job', 'job');
    void ask(admission, log, 'catalogue', 'catalogue');
    void ask(admission, log, 'search', 'search 1');
    void ask(admission, log, 'search', 'search 2');
    await settled();
    expect(log).toEqual([]);
    for (let i = 0; i < 4; i++) {
      admission.leave();
      await settled();
    }
    expect(log).toEqual(['search 1', 'search 2', 'catalogue', 'job']);
    admission.leave();
    expect([admission.inside, admission.waiting]).toEqual([0, 0]);
  });

  test('a full queue refuses at once, and a search takes the place of what can wait', async () => {
    const admission = new Admission(limits({ concurrency: 1, queue: 2 }), () => 0);
    const log: string[] = [];
    await admission.enter('search', HERE);
    void ask(admission, log, 'job', 'job');
    void ask(admission, log, 'catalogue', 'catalogue');
    void ask(admission, log, 'catalogue', 'second');
    void ask(admission, log, 'search', 'search 1');
    void ask(admission, log, 'search', 'search 2');
    void ask(admission, log, 'search', 'search 3');
    await settled();
    const refused = ['job', 'second', 'catalogue', 'search 3'].map((name) => `${name}: unavailable`);
    expect(log.sort()).toEqual(refused.sort());
  });

  test('a lagging loop refuses the catalogue first, then searches; when it is over all come in again', async () => {
    let lag = 0;
    const admission = new Admission(limits({ concurrency: 9, queue: 9 }), () => lag);
    await admission.enter('search', HERE);
    const tried = async () => {
      const log: string[] = [];
      await ask(admission, log, 'search', 'search');
      await ask(admission, log, 'catalogue', 'catalogue');
      return log;
    };
    expect(await tried()).toEqual(['search', 'catalogue']);
    lag = 150;
    expect(await tried()).toEqual(['search', 'catalogue: unavailable']);
    lag = 250;
    expect(await tried()).toEqual(['search: unavailable', 'catalogue: unavailable']);
    lag = 0;
    expect(await tried()).toEqual(['search', 'catalogue']);
  });

  test('a service that works on nothing lets in whoever comes, however it lagged', async () => {
    const admission = new Admission(limits({ concurrency: 9, queue: 9 }), () => 1_000);
    await admission.enter('job', HERE);
    await expect(admission.enter('search', HERE)).rejects.toMatchObject({ code: 'unavailable' });
    admission.leave();
    await admission.enter('search', HERE);
    expect(admission.inside).toBe(1);
  });

  test('who waited too long is refused, and leaves no place taken', async () => {
    const admission = new Admission(limits({ patience: 1 }), () => 0);
    await admission.enter('search', HERE);
    await expect(admission.enter('search', HERE)).rejects.toMatchObject({ code: 'unavailable' });
    expect([admission.inside, admission.waiting]).toEqual([1, 0]);
    admission.leave();
    expect(admission.inside).toBe(0);
  });

  test('a burst may wait for its patience, a queue that stands is kept short, and an empty one forgets it', async () => {
    let now = 0;
    const admission = new Admission(
      limits({ patience: 1_000 }),
      () => 0,
      () => now,
    );
    const log: string[] = [];
    const come = (name: string) => void ask(admission, log, 'search', name);
    const leave = async () => {
      admission.leave();
      await settled();
    };
    await admission.enter('search', HERE);
    come('burst 1');
    come('burst 2');
    now = 90;
    await leave();
    // It has not been empty for longer than a burst: who waits longer than a tenth is refused, who just came enters.
    now = 190;
    come('standing');
    now = 201;
    await leave();
    expect(log).toEqual(['burst 1', 'burst 2: unavailable', 'standing']);
    await leave();
    expect([admission.inside, admission.waiting]).toEqual([0, 0]);
    now = 5_000;
    await admission.enter('search', HERE);
    come('later burst');
    now = 5_090;
    await leave();
    expect(log.at(-1)).toBe('later burst');
  });

  test('who would be refused is known beforehand', async () => {
    const admission = new Admission(limits({ queue: 1 }), () => 0);
    const log: string[] = [];
    await admission.enter('search', HERE);
    expect(admission.refuses('job')).toBe(false);
    void ask(admission, log, 'job', 'job');
    expect([admission.refuses('job'), admission.refuses('search')]).toEqual([true, false]);
    void ask(admission, log, 'search', 'search');
    expect(admission.refuses('search')).toBe(true);
    admission.leave();
    await settled();
    expect([log, admission.refuses('job')]).toEqual([['job: unavailable', 'search'], false]);
    admission.leave();
  });

  test('who has gone while waiting leaves no place taken', async () => {
    const admission = new Admission(limits({ concurrency: 1, queue: 1 }), () => 0);
    const gone = new AbortController();
    const log: string[] = [];
    await admission.enter('search', HERE);
    const waits = ask(admission, log, 'search', 'gone', gone.signal);
    gone.abort();
    await waits;
    expect([log, admission.waiting]).toEqual([['gone: unavailable'], 0]);
    admission.leave();
    expect(admission.inside).toBe(0);
  });
});
