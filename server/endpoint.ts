import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Aisle } from '../app/index.js';
import type { ErrorCode } from '../base/index.js';
import type { Priority } from './admission.js';
import type { Caller, Role } from './identify.js';

/** A part of a request: its shape as it is documented, and what reads it. `read` throws `bad_request` with every mistake. */
export interface Input<T> {
  readonly schema: z.ZodType;
  read(value: unknown): T;
}

/** What one status means. Without a schema the answer has no body, or one of another type than JSON. */
export interface Answer {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Media type; absent: `application/json`. */
  readonly type?: string;
}

export interface Context<P, Q, B> {
  readonly aisle: Aisle;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  /** Aborted when the client has gone or the request's time is over. */
  readonly signal: AbortSignal;
  /** True once a shutdown began. */
  readonly draining: () => boolean;
  readonly request: Request;
  readonly response: Response;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

interface Description {
  readonly method: Method;
  /** As Express writes it: `/v1/products/:id`. */
  readonly path: string;
  /** A key needs one of them; none: open to everybody. */
  readonly roles: readonly Role[];
  /** One sentence for the documentation; `description` says more where there is more. */
  readonly summary: string;
  readonly description?: string;
  /** By status; the least one is that of a plain result. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** What may go wrong besides what the description implies (400, 401, 403, 413, 429, 503). */
  readonly problems?: readonly ErrorCode[];
  /** The body may be left out; it is then read as `{}`. */
  readonly optionalBody?: boolean;
  /** A body as one is sent, for the documentation and to try; a test sends each. Absent: made of the schema. */
  readonly example?: unknown;
  /** Media types of a file that is the body: the handler reads it from the request as it comes. */
  readonly upload?: readonly string[];
  /** Who goes first when the service is busy; absent: `search` for what shoppers wait for, else `catalogue`. */
  readonly priority?: Priority;
  /** Everybody gets the same answer where no shopper is named: it may be kept, and asked for by its validator. */
  readonly shared?: boolean;
  /** Answers for as long as the client listens: no deadline, no compression. */
  readonly stream?: boolean;
}

/** An endpoint as the table holds it: routes, OpenAPI and role checks are made of it. */
export interface Endpoint extends Description {
  readonly params?: Input<unknown>;
  readonly query?: Input<unknown>;
  readonly body?: Input<unknown>;
  handle(context: Context<unknown, unknown, unknown>): Promise<unknown>;
}

interface Typed<P, Q, B> extends Description {
  readonly params?: Input<P>;
  readonly query?: Input<Q>;
  readonly body?: Input<B>;
  /** Its result is the JSON answer; a {@link Reply} names the status; undefined: the handler answered by itself. */
  handle(context: Context<P, Q, B>): Promise<unknown>;
}

/** Describes an endpoint; the handler gets what `params`, `query` and `body` read. */
export function endpoint<P = undefined, Q = undefined, B = undefined>(typed: Typed<P, Q, B>): Endpoint {
  return typed;
}

/** A result that is written already: JSON in UTF-8. */
export class Json {
  constructor(readonly bytes: Buffer) {}
}

/** Undefined: it needs no place. Health is asked when nothing else works, a stream may stay for hours. */
export const priorityOf = ({ roles, stream, priority }: Endpoint): Priority | undefined =>
  roles.length === 0 || stream === true
    ? undefined
    : (priority ?? (roles.includes('search') ? 'search' : 'catalogue'));

/** An answer with another status than the least documented one, or with headers. */
export class Reply {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}
