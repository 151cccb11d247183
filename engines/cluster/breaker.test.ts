import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CLOSED, enter, leave, type BreakerLimits, type BreakerState, type Verdict } from './breaker.js';

const limits: BreakerLimits = { failures: 3, rest: 100 };

/** The breaker with the calls that are under way, as a cluster uses it. */
class World {
  state: BreakerState = CLOSED;
  now = 0;
  readonly underWay: ('call' | 'probe')[] = [];

  enter() {
    const [pass, next] = enter(this.state, this.now);
    this.state = next;
    if (pass !== 'refused') this.underWay.push(pass);
    return pass;
  }

  leave(index: number, verdict: Verdict) {
    const [pass] = this.underWay.splice(index % this.underWay.length, 1);
    if (pass === undefined) throw new Error('nothing is under way');
    this.state = leave(this.state, pass, verdict, this.now, limits);
    return pass;
  }
}

const verdict = fc.constantFrom<Verdict>('works', 'fails', 'nothing');
const step = fc.oneof(
  fc.record({ kind: fc.constant('enter' as const) }),
  fc.record({ kind: fc.constant('leave' as const), index: fc.nat(20), verdict }),
  fc.record({ kind: fc.constant('time' as const), ms: fc.nat(150) }),
);

describe('breaker', () => {
  test('opens after so many failures in a row, lets one probe out after the rest, closes with its success', () => {
    const world = new World();
    for (const result of ['fails', 'fails', 'works', 'fails', 'nothing', 'fails'] as const) {
      expect(world.enter()).toBe('call');
      world.leave(0, result);
    }
    expect(world.enter()).toBe('call');
    world.leave(0, 'fails');
    world.now = 99;
    expect(world.enter()).toBe('refused');
    world.now = 100;
    expect(world.enter()).toBe('probe');
    expect(world.enter()).toBe('refused');
    world.leave(0, 'works');
    expect(world.enter()).toBe('call');
  });

  test('a probe that fails opens it for another rest; one that tells nothing makes way for the next', () => {
    const world = new World();
    world.state = { kind: 'open', until: 0 };
    expect(world.enter()).toBe('probe');
    world.now = 10;
    world.leave(0, 'nothing');
    expect(world.enter()).toBe('probe');
    world.leave(0, 'fails');
    world.now = 109;
    expect(world.enter()).toBe('refused');
    world.now = 110;
    expect(world.enter()).toBe('probe');
  });

  test('whatever happens: at most one probe; open exactly after the failures in a row; never shut for good', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World();
        // An account of our own: when was it opened, and how many failures in a row came while it was closed.
        let openedAt: number | undefined;
        let row = 0;
        for (const one of steps) {
          if (one.kind === 'time') world.now += one.ms;
          if (one.kind === 'enter') {
            const probing = world.underWay.includes('probe');
            const expected =
              openedAt === undefined
                ? 'call'
                : !probing && world.now >= openedAt + limits.rest
                  ? 'probe'
                  : 'refused';
            expect(world.enter()).toBe(expected);
          }
          if (one.kind === 'leave' && world.underWay.length > 0) {
            const probing = world.underWay.includes('probe');
            const pass = world.leave(one.index, one.verdict);
            if (pass === 'call' && probing) continue;
            if (one.verdict === 'works') {
              openedAt = undefined;
              row = 0;
            } else if (pass === 'probe') {
              openedAt = one.verdict === 'fails' ? world.now : world.now - limits.rest;
            } else if (one.verdict === 'fails' && openedAt === undefined && ++row === limits.failures) {
              openedAt = world.now;
            }
          }
        }
        // It recovers: the probe under way ends, time passes, another one works.
        while (world.underWay.length > 0) world.leave(0, 'nothing');
        world.now += limits.rest;
        expect(world.enter()).not.toBe('refused');
        world.leave(0, 'works');
        expect(world.state).toEqual(CLOSED);
      }),
    );
  });
});
