/** How the service is reached, and for whom. */
export interface ClientOptions {
  /** Where the service is; empty: where the page comes from. */
  readonly url?: string;
  /** A key with the role search. */
  readonly key?: string;
  /** The signed token of who is signed in, made by the shop's own server; a function is asked before each request. */
  readonly userToken?: string | (() => string | undefined);
  /** Names the visit; absent: the `userToken` that InstantSearch's insights give it. */
  readonly sessionId?: string;
  /** Name of a ranking profile; the key then needs the role relevance. */
  readonly ranking?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds after which a request is given up. */
  readonly timeout?: number;
}
