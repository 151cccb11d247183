import type { CallOptions } from '../../base/index.js';

/** What a shopper said about their data; what they said nothing of is absent. */
export interface Consent {
  /** Whether their history may order what they see. */
  readonly personalise?: boolean;
  /** Whether what they do may be kept under their name. */
  readonly log?: boolean;
}

export interface Consents {
  /**
   * Keeps what is said under every key of who says it, their own first, durably; what it leaves out stays as it was. What
   * stands under the other keys goes with the own one's erasure, unless somebody spoke under them since.
   */
  putConsent(keys: readonly [string, ...string[]], consent: Consent, options?: CallOptions): Promise<void>;
  /** What was said under each of these keys; keys that said nothing are absent. */
  consents(shoppers: readonly string[], options?: CallOptions): Promise<ReadonlyMap<string, Consent>>;
}
