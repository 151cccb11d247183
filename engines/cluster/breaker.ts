/** How often a cluster may fail before it is left alone, and for how long. */
export interface BreakerLimits {
  /** Transport failures in a row that open it. */
  readonly failures: number;
  /** Milliseconds it stays open before one call may probe. */
  readonly rest: number;
}

export type BreakerState =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number }
  /** One call is on its way to find out; the others are still refused. */
  | { readonly kind: 'probing' };

/** `nothing`: the call ended without telling about the cluster (the caller cancelled it). */
export type Verdict = 'works' | 'fails' | 'nothing';

export type Pass = 'call' | 'probe' | 'refused';

export const CLOSED: BreakerState = { kind: 'closed', failures: 0 };

/** Whether a call may go out now (milliseconds since the epoch), and the state from then on. */
export function enter(state: BreakerState, now: number): readonly [Pass, BreakerState] {
  if (state.kind === 'closed') return ['call', state];
  if (state.kind === 'open' && now >= state.until) return ['probe', { kind: 'probing' }];
  return ['refused', state];
}

/** The state after a call that went out with `pass` has ended. */
export function leave(
  state: BreakerState,
  pass: Exclude<Pass, 'refused'>,
  verdict: Verdict,
  now: number,
  limits: BreakerLimits,
): BreakerState {
  if (pass === 'probe') {
    if (verdict === 'works') return CLOSED;
    return { kind: 'open', until: verdict === 'fails' ? now + limits.rest : now };
  }
  // Calls that went out before it opened: the probe decides; a success before there is one does as well.
  if (state.kind === 'probing' || verdict === 'nothing') return state;
  if (verdict === 'works') return CLOSED;
  if (state.kind === 'open') return state;
  const failures = state.failures + 1;
  return failures < limits.failures
    ? { kind: 'closed', failures }
    : { kind: 'open', until: now + limits.rest };
}
