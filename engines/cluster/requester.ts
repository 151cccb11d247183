import { setTimeout as wait } from 'node:timers/promises';
import {
  AisleError,
  isAisleError,
  withDeadline,
  type CallOptions,
  type Clock,
  type ErrorCode,
  type Logger,
} from '../../base/index.js';
import { CLOSED, enter, leave, type BreakerLimits, type BreakerState, type Verdict } from './breaker.js';
import type { ClusterCall } from './cluster.js';
import { endpoint, outcomeError } from './errors.js';
import type { ClusterNode, Nodes } from './nodes.js';
import { isTransportFailure, mayTryAgain, type Answer, type Outcome } from './outcome.js';
import { pauseBefore } from './retry.js';
import { toWire, type WireCall } from './wire.js';

export interface RequesterPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
  /** Told of every call that failed after all its tries, but for one whose caller has gone. */
  readonly onFailure: (code: ErrorCode) => void;
}

/** Milliseconds: a caller that gives up after so long has met its own deadline, not changed its mind. */
const IN_VAIN = 1_000;

/** Brings calls to the nodes: deadline, retries, breaker. */
export class Requester {
  readonly #nodes: Nodes;
  readonly #deadline: number;
  readonly #limits: BreakerLimits;
  readonly #ports: RequesterPorts;
  #breaker: BreakerState = CLOSED;

  constructor(nodes: Nodes, deadline: number, limits: BreakerLimits, ports: RequesterPorts) {
    this.#nodes = nodes;
    this.#deadline = deadline;
    this.#limits = limits;
    this.#ports = ports;
  }

  /** The first answer that is no error; throws as {@link Cluster} says. */
  async answer(call: ClusterCall, options: CallOptions = {}): Promise<Answer> {
    const ms = call.deadline ?? this.#deadline;
    const end = this.#ports.clock.now() + ms;
    const wire = toWire(call);
    try {
      return await withDeadline(
        `the search cluster (${endpoint(call)})`,
        ms,
        (signal) => this.#tries(call, wire, end, signal, options.signal),
        options.signal,
      );
    } catch (error) {
      if (options.signal?.aborted !== true)
        this.#ports.onFailure(isAisleError(error) ? error.code : 'internal');
      throw error;
    }
  }

  async #tries(
    call: ClusterCall,
    wire: WireCall,
    end: number,
    signal: AbortSignal,
    caller: AbortSignal | undefined,
  ): Promise<Answer> {
    const { clock, random } = this.#ports;
    const repeatable = call.repeatable ?? (call.method === 'GET' || call.method === 'HEAD');
    const tried = new Set<ClusterNode>();
    let failed: AisleError | undefined;
    for (let tries = 1; ; tries++) {
      const outcome = await this.#try(wire, tried, signal, caller, failed);
      if (outcome.kind === 'answer' && outcome.status < 300) return outcome;
      failed = outcomeError(call, outcome);
      if (!mayTryAgain(outcome, repeatable)) throw failed;
      const wish = outcome.kind === 'answer' ? outcome.retryAfter : undefined;
      const pause = pauseBefore(tries, wish, end - clock.now(), random());
      if (pause === undefined) throw failed;
      await wait(pause, undefined, { signal });
    }
  }

  async #try(
    wire: WireCall,
    tried: Set<ClusterNode>,
    signal: AbortSignal,
    caller: AbortSignal | undefined,
    failed: AisleError | undefined,
  ): Promise<Outcome> {
    const { clock } = this.#ports;
    const [pass, state] = enter(this.#breaker, clock.now());
    if (pass === 'refused')
      throw (
        failed ??
        new AisleError(
          'unavailable',
          'the search cluster has failed repeatedly and is left alone for a while',
        )
      );
    this.#breaker = state;
    const began = clock.now();
    let verdict: Verdict = 'nothing';
    try {
      const node = this.#nodes.pick(tried, clock.now());
      tried.add(node);
      try {
        const outcome = await node.send(wire, signal, () => clock.now());
        verdict = isTransportFailure(outcome) ? 'fails' : outcome.kind === 'answer' ? 'works' : 'nothing';
        return outcome;
      } catch (error) {
        // A node that lets a deadline pass is as good as dead; a caller that loses interest at once says nothing.
        if (caller?.aborted !== true || clock.now() - began >= IN_VAIN) verdict = 'fails';
        throw error;
      } finally {
        if (verdict === 'fails') this.#nodes.dead(node);
        if (verdict === 'works') this.#nodes.alive(node);
      }
    } finally {
      this.#settle(leave(this.#breaker, pass, verdict, clock.now(), this.#limits));
    }
  }

  #settle(next: BreakerState): void {
    const before = this.#breaker.kind;
    this.#breaker = next;
    if (next.kind === before) return;
    const { logger } = this.#ports;
    if (next.kind === 'open' && before === 'closed')
      logger.warn(
        { rest: this.#limits.rest },
        'the search cluster has failed repeatedly and is left alone for a while',
      );
    if (next.kind === 'closed') logger.info({}, 'the search cluster answers again');
  }
}
