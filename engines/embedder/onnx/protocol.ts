/** What a worker thread is started with. */
export interface WorkerData {
  readonly model: string;
  readonly tokenizer: string;
  readonly provider: Device;
  readonly dimensions: number;
  readonly tokenLimit: number;
  /** Threads of the runtime inside this worker. */
  readonly threads: number;
  /** Tokens of one run, padding included. */
  readonly tokenBudget: number;
}

export type Device = 'cpu' | 'cuda' | 'webgpu';

export interface Request {
  readonly id: number;
  /** Prefixes are already on them. */
  readonly texts: readonly string[];
  /** Each text in a run of its own, so that its vector does not depend on the others. */
  readonly alone: boolean;
}

export type Reply =
  | { readonly ready: true }
  | { readonly failed: string }
  | { readonly id: number; readonly rows: Float32Array }
  | { readonly id: number; readonly error: string };
