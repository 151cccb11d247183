import type { Product } from '../../../catalog/index.js';
import type { ErrorCode } from '../../../base/index.js';

export type WriterRequest =
  | { readonly kind: 'append'; readonly products: readonly Product[] }
  | { readonly kind: 'finish' }
  | { readonly kind: 'close' };

/** The thread answers each request once, in order. */
export type WriterReply =
  | {
      readonly ok: true;
      readonly built?: { readonly size: number; readonly checksum: string; readonly segment: string };
    }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly detail: string };
