/** What a worker needs to open its model. */
export interface WorkerSetup {
  readonly onnx: string;
  readonly tokenizer: string;
  readonly provider: 'cpu' | 'cuda' | 'webgpu';
  readonly dimensions: number;
  readonly tokenLimit: number;
  /** Texts a run: each alone, or padded to batches of at most so many tokens. */
  readonly batchTokens: number | 'alone';
}

export interface WorkerRequest {
  readonly id: number;
  readonly texts: readonly string[];
}

export type WorkerReply =
  | { readonly ready: true }
  | { readonly failed: string }
  | { readonly id: number; readonly rows: Float32Array }
  | { readonly id: number; readonly error: string };
