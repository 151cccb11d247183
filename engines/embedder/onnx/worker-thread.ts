/** One worker: tokenises, runs the model, pools. ONNX Runtime's `run` blocks its thread, so it has one of its own. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { createEncode, type Encode } from './encode.js';
import { meanPool } from './pooling.js';
import type { Reply, Request, WorkerData } from './protocol.js';
import { planRuns } from './runs.js';

if (parentPort === null) throw new Error('this file is a worker thread');
const port = parentPort;
const data = workerData as WorkerData;
const reply = (message: Reply, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

try {
  await start();
} catch (error) {
  reply({ failed: messageOf(error) });
  port.close();
}

async function start(): Promise<void> {
  const encode = createEncode(
    JSON.parse(readFileSync(data.tokenizer, 'utf8')) as Record<string, unknown>,
    data.tokenLimit,
  );
  const session = await InferenceSession.create(data.model, {
    executionProviders: [data.provider],
    intraOpNumThreads: data.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  });
  // One request after another: a session runs one batch at a time anyway.
  let last = Promise.resolve();
  port.on('message', (request: Request) => {
    last = last.then(() => serve(session, encode, request));
  });
  reply({ ready: true });
}

async function serve(session: InferenceSession, encode: Encode, request: Request): Promise<void> {
  try {
    const rows = await embed(session, encode, request);
    reply({ id: request.id, rows }, [rows.buffer as ArrayBuffer]);
  } catch (error) {
    reply({ id: request.id, error: messageOf(error) });
  }
}

async function embed(
  session: InferenceSession,
  encode: Encode,
  { texts, alone }: Request,
): Promise<Float32Array> {
  const { dimensions, tokenBudget } = data;
  const encoded = texts.map(encode);
  const rows = new Float32Array(texts.length * dimensions);
  const runs = alone
    ? texts.map((_, i) => [i])
    : planRuns(
        encoded.map((ids) => ids.length),
        tokenBudget,
      );
  for (const run of runs) {
    const inputs = run.map((position) => encoded[position] ?? []);
    const { hidden, padded } = await runModel(session, inputs);
    run.forEach((position, row) => {
      const out = rows.subarray(position * dimensions, (position + 1) * dimensions);
      meanPool(hidden, row, inputs[row]?.length ?? 0, padded, out);
    });
  }
  return rows;
}

async function runModel(
  session: InferenceSession,
  inputs: readonly (readonly number[])[],
): Promise<{ hidden: Float32Array; padded: number }> {
  const padded = Math.max(...inputs.map((ids) => ids.length));
  const shape = [inputs.length, padded];
  const size = inputs.length * padded;
  const ids = new BigInt64Array(size);
  const mask = new BigInt64Array(size);
  inputs.forEach((input, row) => {
    input.forEach((id, i) => {
      ids[row * padded + i] = BigInt(id);
      mask[row * padded + i] = 1n;
    });
  });
  const output = await session.run({
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
    token_type_ids: new Tensor('int64', new BigInt64Array(size), shape),
  });
  const hidden = output['last_hidden_state']?.data;
  if (!(hidden instanceof Float32Array)) throw new Error('the model gives no last_hidden_state of float32');
  return { hidden, padded };
}
